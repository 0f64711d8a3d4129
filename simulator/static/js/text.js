// Texts in a phone: plain with links, and WeCom's small markdown [D90236]. Only text nodes and a few elements.

import { opened } from "./api.js";
import { h } from "./dom.js";

export function anchor(member, url, label) {
  if (!/^https?:\/\//i.test(url)) return document.createTextNode(label);
  return h("a", { href: opened(member, url), target: "_blank", rel: "noopener" }, label);
}

const LINKS = /<a\s+href=["']([^"']*)["'][^>]*>([^<]*)<\/a>|(https?:\/\/[^\s<>"'，。；、！？）】》]+)/gi;

/** Plain text with `<a href>` and bare addresses made into links. */
export function plain(member, text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(LINKS)) {
    nodes.push(text.slice(at, match.index), anchor(member, match[1] ?? match[3], match[2] ?? match[3]));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** The text of a mail: its addresses lead where they say, without WeCom in between. */
export function mailed(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+/gi)) {
    nodes.push(text.slice(at, match.index),
      h("a", { href: match[0], target: "_blank", rel: "noopener noreferrer" }, match[0]));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

const COLOURS = { info: "md-info", comment: "md-comment", warning: "md-warning" };
const INLINE =
  /\*\*(.+?)\*\*|\[([^\]]+)\]\((\S+?)\)|`([^`]+)`|<font\s+color=["']?(\w+)["']?>([\s\S]*?)<\/font>/g;

function inline(member, text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bold, label, url, code, colour, coloured] = match;
    if (bold !== undefined) nodes.push(h("strong", {}, inline(member, bold)));
    else if (label !== undefined) nodes.push(anchor(member, url, label));
    else if (code !== undefined) nodes.push(h("code", {}, code));
    else nodes.push(h("span", { class: COLOURS[colour] }, inline(member, coloured)));
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** Headings, quotes and lines; each line is a block, as in the client. */
export function markdown(member, text) {
  const blocks = [];
  let quote = null;
  for (const line of text.split("\n")) {
    const quoted = /^\s*>\s?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) blocks.push((quote = h("blockquote", {})));
      quote.append(h("p", {}, inline(member, quoted[1])));
      continue;
    }
    quote = null;
    const heading = /^\s*(#{1,6})\s+(.*)$/.exec(line);
    if (heading) blocks.push(h("p", { class: `md-h md-h${heading[1].length}` }, inline(member, heading[2])));
    else blocks.push(line.trim() ? h("p", {}, inline(member, line)) : h("p", { class: "md-gap" }));
  }
  return h("div", { class: "markdown" }, blocks);
}

const HTML_PART = /<div class=["']?(gray|normal|highlight)["']?>([\s\S]*?)<\/div>|<br\s*\/?>/gi;

/** A text card's description: div of three classes, and br. */
export function textcardBody(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(HTML_PART)) {
    nodes.push(text.slice(at, match.index));
    nodes.push(match[1] ? h("div", { class: `tc-${match[1]}` }, match[2]) : h("br"));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
}
