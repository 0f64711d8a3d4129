// 信箱: what was sent by e-mail, newest first.

import { api } from "./api.js";
import { h, icon, toast } from "./dom.js";
import { mailed } from "./text.js";
import { shortTime } from "./times.js";

export class Mailbox {
  constructor(hooks) {
    this.hooks = hooks;
    this.mails = new Map();
    this.openId = null;
    this.count = h("span", { class: "mail-count" });
    this.list = h("ul", { class: "mails" });
    this.node = h("section", { class: "pane mail-pane", role: "tabpanel", "aria-label": "信箱" },
      h("div", { class: "owner" }, h("span", { class: "avatar mail" }, icon("mail")),
        h("div", {}, h("b", {}, "信箱"), this.count)),
      h("div", { class: "mailbox" }, this.list));
  }

  async load() {
    // mails are only ever added and read, so a late answer must not undo what the stream has brought
    for (const mail of await api.mailbox()) {
      const known = this.mails.get(mail.id);
      this.mails.set(mail.id, { ...mail, read: mail.read || Boolean(known?.read) });
    }
    this.draw();
  }

  take(mail) {
    this.mails.set(mail.id, mail);
    this.draw();
  }

  unread() { return [...this.mails.values()].filter((mail) => !mail.read).length; }

  draw() {
    const unread = this.unread();
    this.count.textContent = unread ? `${unread} 封未读` : "全公司的邮件都到这里";
    const rows = [...this.mails.values()].sort((one, other) => other.id - one.id).map((mail) => this.row(mail));
    this.list.replaceChildren(...(rows.length ? rows : [h("li", { class: "empty" }, "还没有邮件")]));
    this.hooks.changed();
  }

  row(mail) {
    const isOpen = mail.id === this.openId;
    const toggle = () => {
      this.openId = isOpen ? null : mail.id;
      if (!mail.read) api.readMail(mail.id).catch((error) => toast(error.message));
      mail.read = true;
      this.draw();
    };
    return h("li", { class: `mail-row ${mail.read ? "" : "unread"}` },
      h("button", { type: "button", "aria-expanded": String(isOpen), onclick: toggle },
        h("span", { class: "mail-line" }, h("b", {}, mail.recipients.join("、")),
          h("time", {}, shortTime(new Date(mail.at), this.hooks.now()))),
        h("span", { class: "mail-subject" }, mail.subject || "（没有主题）"),
        isOpen ? "" : h("span", { class: "mail-start" }, mail.body.replace(/\s+/g, " ").slice(0, 80))),
      isOpen ? h("div", { class: "mail-body" }, h("p", { class: "quiet" }, `发件人 ${mail.sender}`),
        h("pre", {}, mailed(mail.body))) : "");
  }
}
