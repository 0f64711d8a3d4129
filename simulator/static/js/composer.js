// The foot of a phone: text field, microphone, sample notes, and what else can be sent.

import { api } from "./api.js";
import { h, icon, toast } from "./dom.js";
import { record } from "./recorder.js";
import { duration } from "./times.js";

const PLACE = { latitude: 31.2989, longitude: 120.5853, label: "苏州市工业园区星湖街 328 号" };

/**
 * `phone` gives `member()`, and `pending(kind, body)` which shows a message at once and returns what to call with
 * an error (or nothing) when the simulator has answered. Samples and menu come from the state.
 */
export class Composer {
  constructor(phone, samples) {
    this.phone = phone;
    this.samples = samples;
    this.field = h("textarea", { rows: 1, placeholder: "发消息", "aria-label": "发消息", maxlength: 2000,
      enterkeyhint: "send", oninput: () => this.fit(), onkeydown: (event) => this.onKey(event) });
    this.more = h("button", { type: "button", class: "round", "aria-label": "更多", "aria-expanded": "false",
      onclick: () => this.toggle(this.panel.hidden) }, icon("plus"));
    this.sendButton = h("button", { type: "button", class: "send", hidden: true, onclick: () => this.sendText() },
      "发送");
    this.bar = h("div", { class: "bar" },
      h("button", { type: "button", class: "round", "aria-label": "录语音", onclick: () => this.record() }, icon("mic")),
      this.field, this.more, this.sendButton);
    this.panel = this.buildPanel();
    this.menuBar = h("div", { class: "app-menu", hidden: true });
    this.node = h("footer", { class: "composer" }, this.menuBar, this.bar, this.panel);
  }

  buildPanel() {
    const audio = h("input", { type: "file", accept: "audio/*,.amr", hidden: true, onchange: (event) =>
      this.sendFile(event.target, "voice", (file) => api.voice(this.phone.member(), file, file.name)) });
    const picture = h("input", { type: "file", accept: "image/jpeg,image/png", hidden: true, onchange: (event) =>
      this.sendFile(event.target, "image", (file) => api.image(this.phone.member(), file)) });
    const tool = (name, label, onclick) =>
      h("button", { type: "button", class: "tool", onclick }, h("span", {}, icon(name)), label);
    return h("div", { class: "panel", hidden: true },
      h("p", { class: "panel-title" }, "示例：一位销售的一天"),
      h("ul", { class: "samples" }, this.samples.map((sample) => this.sampleRow(sample))),
      h("div", { class: "tools" },
        tool("audio", "上传音频", () => audio.click()),
        tool("picture", "图片", () => picture.click()),
        tool("pin", "位置", () => this.send("location", PLACE, () => api.location(this.phone.member(), PLACE))),
        audio, picture));
  }

  sampleRow(sample) {
    const voice = () => {
      this.toggle(false);
      this.send("voice", { seconds: sample.seconds }, () => api.sample(this.phone.member(), sample.name));
    };
    const typed = () => {
      this.toggle(false);
      this.sendWords(sample.text);
    };
    return h("li", {},
      h("div", { class: "sample-words" },
        h("b", {}, sample.title, h("small", {}, duration(sample.seconds))),
        h("p", { title: sample.text }, sample.text)),
      h("div", { class: "sample-buttons" },
        h("button", { type: "button", class: "primary", "data-sample": sample.name, onclick: voice }, "发语音"),
        h("button", { type: "button", "data-typed": sample.name, onclick: typed }, "打字发送")));
  }

  setMenu(menu) {
    this.menuBar.hidden = !menu;
    const press = (button) => (event) => {
      const details = event.currentTarget.closest("details");
      if (details) details.open = false;
      if (button.type === "view") this.phone.open(button.url);
      else api.menu(this.phone.member(), button.key).catch((error) => toast(error.message));
    };
    this.menuBar.replaceChildren(...(menu?.button || []).map((button) =>
      button.sub_button?.length
        ? h("details", {}, h("summary", {}, button.name), h("div", {}, button.sub_button.map((sub) =>
          h("button", { type: "button", onclick: press(sub) }, sub.name))))
        : h("button", { type: "button", onclick: press(button) }, button.name)));
  }

  toggle(open) {
    this.panel.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    this.more.classList.toggle("turned", open);
    this.phone.toEnd();
  }

  fit() {
    const empty = !this.field.value.trim();
    this.sendButton.hidden = empty;
    this.more.hidden = !empty;
    this.field.style.setProperty("height", "auto");
    // scrollHeight leaves out the two pixels of border
    this.field.style.setProperty("height", `${Math.min(120, this.field.scrollHeight + 2)}px`);
  }

  onKey(event) {
    // while an input method composes, Enter picks a candidate
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.sendText();
  }

  sendText() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.fit();
    this.sendWords(text);
  }

  sendWords(text) {
    this.send("text", { content: text }, () => api.say(this.phone.member(), text));
  }

  async send(kind, body, call) {
    const done = this.phone.pending(kind, body);
    try {
      await call();
      done();
    } catch (error) {
      done(error);
      toast(error.message);
    }
  }

  sendFile(input, kind, call) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    this.toggle(false);
    this.send(kind, { name: file.name }, () => call(file));
  }

  async record() {
    const clock = h("span", { class: "rec-clock" }, "0:00");
    let recording;
    const strip = h("div", { class: "bar recording" },
      h("button", { type: "button", class: "plain", onclick: () => recording?.cancel() }, "取消"),
      h("span", { class: "rec-dot", "aria-hidden": "true" }), clock, h("span", { class: "quiet grow" }, "正在录音，最长 60 秒"),
      h("button", { type: "button", class: "send", onclick: () => recording?.stop() }, "发送"));
    const member = this.phone.member();
    let seconds = 0;
    try {
      recording = await record(
        (passed) => { seconds = passed; clock.textContent = duration(passed); },
        (blob) => {
          strip.replaceWith(this.bar);
          if (blob?.size) this.send("voice", { seconds }, () => api.voice(member, blob, "voice.webm"));
        });
      this.bar.replaceWith(strip);
    } catch (error) {
      toast(error.message);
    }
  }
}
