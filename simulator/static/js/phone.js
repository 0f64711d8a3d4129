// One phone: whose it is, the chat with the app, and the composer.

import { api, opened } from "./api.js";
import { bubbleRow } from "./bubble.js";
import { Composer } from "./composer.js";
import { avatar, h } from "./dom.js";
import { shortTime } from "./times.js";

const GAP = 5 * 60 * 1000;
let pendingNumber = 0;

export class Phone {
  constructor(state, userid, hooks) {
    this.state = state;
    this.hooks = hooks;
    this.entries = new Map();
    this.waiting = [];
    this.early = null;
    this.userid = userid;
    this.list = h("ol", { class: "chat", role: "log", "aria-live": "polite", tabindex: 0,
      onscroll: () => { if (this.isAtEnd()) this.below.hidden = true; } });
    this.below = h("button", { type: "button", class: "below", hidden: true, onclick: () => this.toEnd() }, "↓ 新消息");
    this.composer = new Composer(this, state.samples);
    this.owner = h("div", { class: "owner" });
    this.node = h("section", { class: "pane phone-pane", role: "tabpanel" },
      this.owner,
      h("div", { class: "phone" },
        h("header", { class: "phone-head" }, h("strong", {}, state.app), h("span", {}, state.corp)),
        h("div", { class: "chat-room" }, this.list, this.below), this.composer.node));
    this.composer.setMenu(state.menu);
    this.drawOwner();
  }

  member() { return this.userid; }

  person() { return this.state.members.find((member) => member.userid === this.userid); }

  drawOwner() {
    const person = this.person();
    const named = this.state.members.slice(0, 13);
    const option = (member) =>
      h("option", { value: member.userid, selected: member.userid === this.userid },
        `${member.name} · ${member.position}`);
    const picker = h("select", { "aria-label": "这是谁的手机", onchange: (event) => this.become(event.target.value) },
      h("optgroup", { label: "主要人物" }, named.map(option)),
      h("optgroup", { label: "其他同事" }, this.state.members.slice(13).map(option)));
    this.owner.replaceChildren(avatar(person.name), h("div", {}, h("b", {}, person.name),
      h("span", {}, person.position)), h("label", { class: "switch" }, "换人", picker));
    this.node.setAttribute("aria-label", `${person.name}的手机`);
  }

  async become(userid) {
    this.userid = userid;
    this.waiting = [];
    this.drawOwner();
    this.hooks.changed();
    await this.load();
  }

  /** Fetch the whole chat. What the stream brings meanwhile is newer than the answer and is put on top of it. */
  async load() {
    const userid = this.userid;
    const early = (this.early = []);
    try {
      const entries = await api.chat(userid);
      if (early !== this.early) return; // another load has begun since
      this.entries = new Map(entries.map((entry) => [entry.id, entry]));
    } finally {
      if (early === this.early) this.early = null;
    }
    this.draw();
    early.forEach((entry) => this.take(entry));
  }

  /** An entry is new or has changed. True when it is new and from the app. */
  take(entry) {
    if (this.early) {
      this.early.push(entry);
      return entry.side === "app" && !this.entries.has(entry.id);
    }
    const isNew = !this.entries.has(entry.id);
    this.entries.set(entry.id, entry);
    if (isNew && entry.side === "member") this.settle(entry);
    if (!isNew) this.redraw(entry);
    else {
      // someone reading further up is told, not torn away
      if (entry.side === "app" && !this.isAtEnd()) this.below.hidden = false;
      this.draw();
    }
    return isNew && entry.side === "app";
  }

  /** Show a message before the simulator has it; the real one replaces it. */
  pending(kind, body) {
    const entry = { id: `p${pendingNumber++}`, member: this.userid, side: "member", kind, body,
      at: this.hooks.now().toISOString(), state: "sending" };
    this.waiting.push(entry);
    this.draw();
    this.toEnd();
    return (error) => {
      if (error) Object.assign(entry, { state: "failed", note: error.message });
      else this.waiting = this.waiting.filter((other) => other !== entry);
      this.draw();
    };
  }

  settle(entry) {
    const at = this.waiting.findIndex((other) => other.kind === entry.kind && other.state === "sending"
      && (entry.kind !== "text" || other.body.content === entry.body.content));
    if (at >= 0) this.waiting.splice(at, 1);
  }

  redraw(entry) {
    const row = this.list.querySelector(`[data-id="${entry.id}"]`);
    if (!row) return this.draw();
    const stay = this.isAtEnd();
    row.replaceWith(bubbleRow(entry, this.person(), this.state.app));
    if (stay) this.toEnd();
    return undefined;
  }

  draw() {
    const stay = this.isAtEnd();
    const all = [...this.entries.values(), ...this.waiting];
    const rows = [];
    let last = 0;
    for (const entry of all) {
      const at = new Date(entry.at);
      if (at - last > GAP) rows.push(h("li", { class: "time" }, shortTime(at, this.hooks.now())));
      last = at.getTime();
      rows.push(bubbleRow(entry, this.person(), this.state.app));
    }
    if (!rows.length) rows.push(h("li", { class: "empty" }, `${this.person().name}还没有和${this.state.app}说过话`));
    this.list.replaceChildren(...rows);
    if (stay) this.toEnd();
  }

  isAtEnd() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80; }

  toEnd() { requestAnimationFrame(() => { this.list.scrollTop = this.list.scrollHeight; }); }

  open(url) { window.open(opened(this.userid, url), "_blank", "noopener"); }
}
