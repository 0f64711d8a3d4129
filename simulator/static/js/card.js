// 模板卡片: the five kinds, drawn like the client draws them.

import { api, opened } from "./api.js";
import { h, icon, toast } from "./dom.js";

const SOURCE_COLOURS = ["", "dark", "red", "green"];
const INTERACTION = ["button_interaction", "vote_interaction", "multiple_interaction"];

/** What a member has chosen on a card and not yet sent, by entry id, so that a redraw does not lose it. */
const choices = new Map();

export function cardNode(entry) {
  const { card, dead_text: dead } = entry.card;
  const member = entry.member;
  const chosen = choices.get(entry.id) ?? { ...entry.card.selected };
  choices.set(entry.id, chosen);
  const live = INTERACTION.includes(card.card_type) && !dead;
  const press = async (key, button) => {
    if (button.disabled) return;
    button.disabled = true;
    button.classList.add("busy");
    try {
      const answer = await api.click(member, entry.card.task_id, key, selectionOf(card, chosen));
      if (!answer.ok) toast("这次点按没有送到");
    } catch (error) {
      toast(error.message);
    } finally {
      button.disabled = false;
      button.classList.remove("busy");
    }
  };
  return h("article", { class: `card ${card.card_type}`, "data-task": entry.card.task_id },
    card.card_image ? h("img", { class: "card-image", src: safeImage(card.card_image.url), alt: "" }) : "",
    sourceRow(card, press),
    h("div", { class: "card-body" },
      title(member, card),
      card.emphasis_content ? emphasis(card.emphasis_content) : "",
      card.image_text_area ? imageText(member, card.image_text_area) : "",
      card.quote_area ? quote(member, card.quote_area) : "",
      card.sub_title_text ? h("p", { class: "card-sub" }, card.sub_title_text) : "",
      (card.vertical_content_list || []).map((row) =>
        h("div", { class: "card-vertical" }, h("b", {}, row.title), row.desc ? h("span", {}, row.desc) : "")),
      rows(member, card.horizontal_content_list || []),
      selectors(card, chosen, !live)),
    jumps(member, card),
    buttons(member, card, dead, press));
}

function sourceRow(card, press) {
  const source = card.source || {};
  const menu = card.action_menu;
  if (!source.desc && !menu) return "";
  return h("div", { class: `card-source ${SOURCE_COLOURS[source.desc_color] || ""}` },
    source.icon_url ? h("img", { src: safeImage(source.icon_url), alt: "", width: 16, height: 16 }) : "",
    h("span", {}, source.desc || ""),
    menu ? actionMenu(menu, press) : "");
}

function actionMenu(menu, press) {
  return h("details", { class: "card-menu" },
    h("summary", { "aria-label": "更多操作" }, icon("more")),
    h("div", { class: "card-menu-list" },
      menu.desc ? h("p", {}, menu.desc) : "",
      menu.action_list.map((action) =>
        h("button", { type: "button", onclick: (event) => {
          event.currentTarget.closest("details").open = false;
          press(action.key, event.currentTarget);
        } }, action.text))));
}

function title(member, card) {
  const main = card.main_title || {};
  const target = card.card_action || {};
  const text = main.title || "";
  return [
    text ? h("h3", {}, jump(member, target, text)) : "",
    main.desc ? h("p", { class: "card-desc" }, main.desc) : "",
    !text && target.type === 1 ? h("p", {}, jump(member, target, "查看详情")) : "",
  ];
}

/** `label` as a link where the target has one; a mini program cannot be opened here. */
function jump(member, target, label) {
  if (target.type === 1 && /^https?:\/\//i.test(target.url || "")) {
    return h("a", { href: opened(member, target.url), target: "_blank", rel: "noopener" }, label);
  }
  return label;
}

const emphasis = (part) =>
  h("div", { class: "card-emphasis" }, h("b", {}, part.title || ""), part.desc ? h("span", {}, part.desc) : "");

const quote = (member, part) =>
  h("blockquote", { class: "card-quote" },
    part.title ? h("b", {}, jump(member, part, part.title)) : "",
    part.quote_text ? h("span", {}, part.quote_text) : "");

const imageText = (member, part) =>
  h("div", { class: "card-image-text" },
    h("img", { src: safeImage(part.image_url), alt: "" }),
    h("div", {}, h("b", {}, jump(member, part, part.title || "")), h("span", {}, part.desc || "")));

function rows(member, list) {
  if (!list.length) return "";
  return h("dl", { class: "card-rows" }, list.map((row) => [
    h("dt", {}, row.keyname),
    h("dd", {}, row.type === 3 ? h("span", { class: "card-person" }, row.value || row.userid)
      : jump(member, row, row.value || "")),
  ]));
}

function selectors(card, chosen, dead) {
  const list = [...(card.select_list || []), ...(card.button_selection ? [card.button_selection] : [])];
  const nodes = list.map((selector) => dropdown(selector, chosen, dead || selector.disable));
  if (card.checkbox) nodes.push(checkboxes(card.checkbox, chosen, dead || card.checkbox.disable));
  return nodes;
}

function dropdown(selector, chosen, dead) {
  const key = selector.question_key;
  const value = chosen[key]?.[0] ?? selector.selected_id ?? selector.option_list[0].id;
  chosen[key] = [value];
  return h("label", { class: "card-select" },
    h("span", {}, selector.title || ""),
    h("select", { disabled: dead, onchange: (event) => { chosen[key] = [event.target.value]; } },
      selector.option_list.map((option) =>
        h("option", { value: option.id, selected: option.id === value }, option.text))));
}

function checkboxes(box, chosen, dead) {
  const key = box.question_key;
  const kind = box.mode === 1 ? "checkbox" : "radio";
  chosen[key] ??= box.option_list.filter((option) => option.is_checked).map((option) => option.id);
  const group = `vote-${crypto.randomUUID()}`;
  const change = (event) => {
    const boxes = event.target.closest("fieldset").querySelectorAll("input:checked");
    chosen[key] = [...boxes].map((input) => input.value);
  };
  return h("fieldset", { class: "card-vote", disabled: dead }, box.option_list.map((option) =>
    h("label", {},
      h("input", { type: kind, name: group, value: option.id, checked: chosen[key].includes(option.id),
        onchange: change }),
      h("span", {}, option.text))));
}

/** Every selector of the card with what is chosen in it; none gives undefined. */
function selectionOf(card, chosen) {
  const keys = [
    ...(card.select_list || []).map((selector) => selector.question_key),
    ...(card.button_selection ? [card.button_selection.question_key] : []),
    ...(card.checkbox ? [card.checkbox.question_key] : []),
  ];
  return keys.length ? Object.fromEntries(keys.map((key) => [key, chosen[key] || []])) : undefined;
}

function jumps(member, card) {
  const list = card.jump_list || [];
  if (!list.length) return "";
  return h("div", { class: "card-jumps" }, list.map((item) =>
    h("div", {}, jump(member, item, item.title), icon("chevron"))));
}

function buttons(member, card, dead, press) {
  if (dead) return h("div", { class: "card-buttons one" }, h("span", { class: "dead" }, dead));
  const list = card.card_type === "button_interaction" ? card.button_list
    : card.submit_button ? [{ ...card.submit_button, style: 1 }] : [];
  if (!list.length) return "";
  const layout = list.length === 1 ? "one" : list.length % 3 === 0 ? "three" : "two";
  return h("div", { class: `card-buttons ${layout}` }, list.map((button) =>
    button.type === 1
      ? h("a", { class: `style-${button.style || 1}`, href: opened(member, button.url), target: "_blank",
        rel: "noopener" }, button.text)
      : h("button", { type: "button", class: `style-${button.style || 1}`, "data-key": button.key,
        onclick: (event) => press(button.key, event.currentTarget) }, button.text)));
}

/** Pictures from elsewhere are not loaded (the page's policy forbids it); ours and data: are. */
const safeImage = (url) => (/^(data:image\/|\/sim\/media\/)/.test(url || "") ? url : "/static/picture.svg");
