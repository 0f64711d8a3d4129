// Times as a phone in China shows them.

const ZONE = "Asia/Shanghai";
const part = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, ...options });
const HOUR = part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = part({ month: "long", day: "numeric" });
const KEY = part({ year: "numeric", month: "2-digit", day: "2-digit" });
const WEEKDAY = part({ weekday: "short" });

/** “14:05”, “昨天 14:05”, “11月2日 14:05”, seen at `now`. */
export function shortTime(at, now) {
  const day = KEY.format(at);
  if (day === KEY.format(now)) return HOUR.format(at);
  if (day === KEY.format(new Date(now.getTime() - 86400000))) return `昨天 ${HOUR.format(at)}`;
  return `${DAY.format(at)} ${HOUR.format(at)}`;
}

export const longTime = (at) => `${DAY.format(at)} ${WEEKDAY.format(at)} ${HOUR.format(at)}`;

/** “3 天 2 小时” */
export function span(seconds) {
  const all = Math.round(seconds / 3600);
  const days = Math.floor(all / 24);
  const hours = all % 24;
  return [days ? `${days} 天` : "", hours ? `${hours} 小时` : ""].filter(Boolean).join(" ");
}

export const duration = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
