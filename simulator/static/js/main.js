// Puts the phones, the mailbox and the clock together and keeps them up to date.

import { api } from "./api.js";
import { h, icon, toast } from "./dom.js";
import { Mailbox } from "./mailbox.js";
import { Phone } from "./phone.js";
import { longTime, span } from "./times.js";

const FIRST = ["zhangsan", "limgr", "wangdir"];
const stage = document.getElementById("stage");
const tabs = document.getElementById("tabs");

let ahead = 0; // milliseconds from real to simulated time
let current = 0;
let phones = [];
let mailbox = null;
let news = [];

const now = () => new Date(Date.now() + ahead);

function setClock(text) {
  ahead = new Date(text) - Date.now();
  drawClock();
}

function drawClock() {
  const clock = document.getElementById("clock");
  clock.textContent = longTime(now());
  clock.dateTime = now().toISOString();
  clock.title = String(now().getFullYear());
  const mark = document.getElementById("ahead");
  mark.hidden = ahead < 1800 * 1000;
  mark.textContent = `已快进 ${span(ahead / 1000)}`;
}

function drawLink(state) {
  const box = document.getElementById("link-state");
  const [kind, text] = state === "lost" ? ["bad", "模拟器已停止"]
    : state === true ? ["good", "已连接"] : state === false ? ["bad", "应用未连接"] : ["", "正在连接"];
  box.className = `link-state ${kind}`;
  box.title = text;
  box.replaceChildren(h("span", {}, text));
}

function show(index) {
  current = index;
  news[index] = 0;
  [...stage.children].forEach((pane, at) => pane.classList.toggle("current", at === index));
  drawTabs();
  phones[index]?.toEnd();
}

function drawTabs() {
  const names = [...phones.map((phone) => phone.person().name), "信箱"];
  const counts = [...phones.map((_, at) => news[at] || 0), mailbox.unread()];
  tabs.replaceChildren(...names.map((name, at) =>
    h("button", { type: "button", role: "tab", "aria-selected": String(at === current), onclick: () => show(at) },
      at === names.length - 1 ? icon("mail") : "", name,
      counts[at] && at !== current ? h("span", { class: "badge" }, String(counts[at])) : "")));
}

function onEvent(event) {
  if (event.type === "chat") {
    phones.forEach((phone, at) => {
      if (phone.userid === event.member && phone.take(event.entry) && at !== current) {
        news[at] = (news[at] || 0) + 1;
        drawTabs();
      }
    });
  } else if (event.type === "mail") mailbox.take(event.mail);
  else if (event.type === "menu") phones.forEach((phone) => phone.composer.setMenu(event.menu));
  else if (event.type === "clock") {
    setClock(event.now);
    phones.forEach((phone) => phone.draw());
    mailbox.draw();
  } else if (event.type === "connected") drawLink(event.connected);
  else if (event.type === "complaint") console.warn("WeCom would refuse:", event.text);
}

async function refresh() {
  const state = await api.state();
  setClock(state.now);
  drawLink(state.connected);
  await Promise.all([...phones.map((phone) => phone.load()), mailbox.load()]);
}

async function begin() {
  const state = await api.state();
  setClock(state.now);
  mailbox = new Mailbox({ now, changed: () => mailbox && drawTabs() });
  phones = FIRST.map((userid) => new Phone(state, userid, { now, changed: () => drawTabs() }));
  stage.replaceChildren(...phones.map((phone) => phone.node), mailbox.node);
  show(0);
  const stream = new EventSource("/sim/stream");
  let isFirst = true;
  stream.addEventListener("open", async () => {
    // what happened before the stream was open, or while it was away, is fetched
    try {
      await refresh();
      if (isFirst && !phones[0].entries.size) phones[0].composer.toggle(true);
      isFirst = false;
    } catch (error) {
      toast(error.message);
    }
  });
  stream.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
  stream.addEventListener("error", () => drawLink("lost"));
  setInterval(drawClock, 10_000);
}

document.querySelectorAll("[data-forward]").forEach((button) => {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      setClock((await api.forward(Number(button.dataset.forward))).now);
    } catch (error) {
      toast(error.message);
    } finally {
      button.disabled = false;
    }
  });
});

document.addEventListener("click", (event) => {
  // an open menu closes when anything else is tapped
  document.querySelectorAll(".card-menu[open], .app-menu details[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

begin().catch((error) => toast(error.message));
