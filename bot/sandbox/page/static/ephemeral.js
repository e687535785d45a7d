// What only one person is told: as in Slack it can be dismissed, and is gone when the page is loaded again. Of the answers
// to the same command, or the same press, only the last one is unfolded.
const dismissed = new Set(), origins = new Map(); // stamp of a message to what was asked before it came
let born = null, asked = { what: "", number: 0 };

// Somebody types a command, or presses a button.
export function ask(wish) { asked = { what: JSON.stringify([wish.text, wish.action, wish.value, wish.view]), number: asked.number + 1 }; }

// `now` is what the world's clock says when the page looks for the first time.
export function bornAt(now) { born ??= now; }

export function remember(slack) {
  for (const { messages } of slack.channels) for (const one of messages) if (one.only && !origins.has(one.ts)) origins.set(one.ts, asked);
}

export const isKept = (one) => Number(one.ts) > born && !dismissed.has(one.ts);
export const dismiss = (ts) => dismissed.add(ts);

export const isRepeated = (one, among) => Boolean(one.only) && among.some((later) => later.only && later.ts > one.ts && (later.text === one.text || isAgain(origins.get(later.ts), origins.get(one.ts))));
const isAgain = (later, mine) => mine?.what && later?.what === mine.what && later.number > mine.number;
