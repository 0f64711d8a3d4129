// One message in a chat: the member's own on the right, the app's on the left.

import { mediaUrl } from "./api.js";
import { cardNode } from "./card.js";
import { avatar, h, icon } from "./dom.js";
import { anchor, markdown, plain, textcardBody } from "./text.js";

let playing = null;

const BODIES = {
  text: (entry) => h("div", { class: "bubble text" }, plain(entry.member, entry.body.content || "")),
  markdown: (entry) => h("div", { class: "bubble wide" }, markdown(entry.member, entry.body.content)),
  voice: (entry) => voice(entry.body),
  image: (entry) => image(entry.body),
  video: (entry) => fileRow(entry.body, "视频"),
  file: (entry) => fileRow(entry.body, "文件"),
  location: (entry) =>
    h("div", { class: "bubble place" }, icon("pin"), h("span", {}, entry.body.label || "我的位置"),
      h("small", {}, `${entry.body.latitude}, ${entry.body.longitude}`)),
  link: (entry) =>
    h("div", { class: "bubble wide" }, h("b", {}, anchor(entry.member, entry.body.url, entry.body.title)),
      h("p", { class: "quiet" }, entry.body.description)),
  textcard: (entry) =>
    h("article", { class: "card" }, h("div", { class: "card-body" }, h("h3", {}, entry.body.title),
      h("div", { class: "card-sub" }, textcardBody(entry.body.description))),
    h("div", { class: "card-jumps" }, h("div", {}, anchor(entry.member, entry.body.url, entry.body.btntxt),
      icon("chevron")))),
  news: (entry) =>
    h("article", { class: "card" }, entry.body.articles.map((article) =>
      h("div", { class: "card-body" }, h("h3", {}, anchor(entry.member, article.url, article.title)),
        h("p", { class: "card-desc" }, article.description)))),
  template_card: (entry) => cardNode(entry),
};

/** The row for an entry; `person` owns the phone, `appName` is the app. */
export function bubbleRow(entry, person, appName) {
  if (entry.recalled) return h("li", { class: "note", "data-id": entry.id }, `${appName} 撤回了一条消息`);
  const mine = entry.side === "member";
  const body = (BODIES[entry.kind] || unknown)(entry);
  return h("li", { class: `row ${mine ? "mine" : "theirs"}`, "data-id": entry.id, "data-kind": entry.kind },
    avatar(mine ? person.name : appName, mine ? "" : "app"),
    h("div", { class: "said" }, body, mine ? stateMark(entry) : ""));
}

const STATES = { sending: "发送中", delivered: "已送达", failed: "未送达" };

function stateMark(entry) {
  return h("span", { class: `state ${entry.state}`, title: entry.note || "" },
    entry.state === "failed" ? `${STATES.failed}${entry.note ? `：${entry.note}` : ""}` : STATES[entry.state]);
}

const unknown = (entry) => h("div", { class: "bubble quiet" }, `［${entry.kind}］`);

function voice(body) {
  const seconds = Math.max(1, Math.round(body.seconds || 0));
  const button = h("button", { type: "button", class: "bubble voice", "aria-label": `播放语音，${seconds} 秒` },
    icon("wave"), h("span", {}, `${seconds}″`));
  button.style.setProperty("--seconds", Math.min(60, seconds));
  if (body.media_id) button.addEventListener("click", () => play(button, body.media_id));
  return button;
}

function play(button, mediaId) {
  const again = playing?.button === button;
  if (playing) playing.stop();
  if (again) return;
  const audio = new Audio(`${mediaUrl(mediaId)}.wav`);
  const stop = () => {
    audio.pause();
    button.classList.remove("playing");
    playing = null;
  };
  playing = { button, stop };
  button.classList.add("playing");
  audio.addEventListener("ended", stop);
  audio.addEventListener("error", stop);
  audio.play().catch(stop);
}

function image(body) {
  if (!body.media_id) return h("div", { class: "bubble quiet" }, "［图片］");
  const picture = h("img", { src: mediaUrl(body.media_id), alt: body.name || "图片", loading: "lazy" });
  picture.addEventListener("error", () => picture.replaceWith(h("span", { class: "quiet" }, "图片已过期")));
  return h("div", { class: "bubble picture" }, picture);
}

const fileRow = (body, kind) =>
  h("a", { class: "bubble file", href: mediaUrl(body.media_id), download: body.name || kind },
    icon("file"), h("span", {}, body.title || body.name || kind), h("small", {}, kind));
