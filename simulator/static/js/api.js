// What the page asks of the simulator. Every function returns the JSON answer or throws an Error fit to be shown.

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("模拟器没有回应，可能已经停止");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `模拟器回答了 ${answer.status}`);
  return body;
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const upload = (path, member, file, name) => {
  const form = new FormData();
  form.append("member", member);
  form.append("file", file, name);
  return call(path, { method: "POST", body: form });
};

export const api = {
  state: () => call("/sim/state"),
  chat: (member) => call(`/sim/chat/${encodeURIComponent(member)}`),
  mailbox: () => call("/sim/mailbox"),
  readMail: (id) => post(`/sim/mailbox/${id}/read`, {}),
  forward: (seconds) => post("/sim/forward", { seconds }),
  say: (member, text) => post("/sim/say", { member, text }),
  sample: (member, sample) => post("/sim/voice", { member, sample }),
  voice: (member, blob, name) => upload("/sim/voice", member, blob, name),
  image: (member, file) => upload("/sim/image", member, file, file.name),
  location: (member, place) => post("/sim/location", { member, ...place }),
  click: (member, taskId, key, selected) => post("/sim/click", { member, task_id: taskId, key, selected }),
  menu: (member, key) => post("/sim/menu", { member, key }),
};

/** A link as opened from one member's phone. */
export const opened = (member, url) => `/sim/open?${new URLSearchParams({ member, url })}`;
export const mediaUrl = (id) => `/sim/media/${encodeURIComponent(id)}`;
