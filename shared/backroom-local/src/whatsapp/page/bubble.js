// One message as a bubble. Whatever people wrote goes in as text, never as markup.

export function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** GET, or POST where there is a body. Throws with words that can be shown. */
export async function ask(path, body) {
  const options = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("Not sent. Is The Backroom still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? "That did not work.");
  return answer;
}

const TICKS = {
  sent: ["Sent", ["m3 9 3.5 3.5L14 5"]],
  delivered: ["Delivered", ["m1 9 3.5 3.5L12 5", "m8.5 12.5L16 5"]],
  read: ["Read", ["m1 9 3.5 3.5L12 5", "m8.5 12.5L16 5"]],
  failed: ["Not delivered", ["M8.5 3v7", "M8.5 13.5v.2"]],
};

function ticks(tick) {
  const [label, paths] = TICKS[tick];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 17 16");
  svg.setAttribute("class", `ticks ${tick}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  for (const d of paths) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d.replace(/^m8\.5 12\.5L/, "m8.3 12.3.2.2L"));
    svg.append(path);
  }
  return svg;
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// WhatsApp's marks: *bold*, _italic_, ~struck~, ```fixed```. They hold around words only, so 2*3*4 stays as it is.
const MARKS = /```([^`]+)```|(?<![\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\p{L}\p{N}~])/gu;

/** Without the marks, for a quote. */
export function plain({ bubble: shown }) {
  const text = shown.text || shown.document?.filename || "";
  return text.replace(MARKS, (_, fixed, bold, slanted, struck) => fixed ?? bold ?? slanted ?? struck);
}

function words(text) {
  const node = element("p", "words");
  node.dir = "auto";
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const [kind, inner] = [["code", match[1]], ["b", match[2]], ["i", match[3]], ["s", match[4]]].find((one) => one[1]);
    node.append(text.slice(from, match.index), element(kind, "", inner));
    from = match.index + match[0].length;
  }
  node.append(text.slice(from));
  const emoji = text.length < 24 && /^(?:\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*){1,3}$/u.test(text);
  if (emoji) node.classList.add("big");
  return node;
}

function quoteOf(quoted, names, jump) {
  const node = element("button", "quote");
  node.type = "button";
  node.append(element("b", "", names[quoted.side]));
  const text = element("span", "", plain(quoted));
  text.dir = "auto";
  node.append(text);
  node.addEventListener("click", () => jump(quoted.id));
  return node;
}

// Only what was uploaded here can be had: an address elsewhere stays a name.
function documentOf(shown, person) {
  const address = /^\d+$/.test(shown.source) && `/phone/${encodeURIComponent(person)}/media/${shown.source}`;
  if (address && /^image$|\.(png|jpe?g|webp)$/i.test(shown.filename)) return pictureOf(shown, address);
  return fileOf(shown, address);
}

function fileOf(shown, address) {
  const node = element("a", "document");
  node.append(element("span", "sheet-icon"), element("span", "", shown.filename));
  if (address) {
    node.href = address;
    node.download = shown.filename;
  }
  return node;
}

// What turns out to be no picture is a file like any other.
function pictureOf(shown, address) {
  const picture = element("img", "picture");
  picture.src = address;
  picture.alt = shown.filename;
  picture.addEventListener("error", () => picture.replaceWith(fileOf(shown, address)));
  return picture;
}

function choicesOf(message, does) {
  const { bubble } = message;
  const node = element("div", "choices");
  if (bubble.opens) {
    const opener = element("button", "choice opener", bubble.opens);
    opener.type = "button";
    opener.addEventListener("click", () => does.list(message));
    node.append(opener);
    return node;
  }
  for (const choice of bubble.choices) {
    const button = element("button", "choice", choice.title);
    button.type = "button";
    button.dir = "auto";
    button.addEventListener("click", () => does.press(message, choice));
    node.append(button);
  }
  return node;
}

/** A list item. `does` is `{ person, names, find, jump, reply, press, list }`. */
export function bubble(message, does) {
  const mine = message.side === "person";
  const item = element("li", `line ${mine ? "mine" : "theirs"}`);
  item.dataset.id = message.id;
  const box = element("div", "bubble");
  const { bubble: shown } = message;
  const quoted = message.quote && does.find(message.quote);
  if (quoted) box.append(quoteOf(quoted, does.names, does.jump));
  if (shown.header) {
    const header = element("p", "head", shown.header);
    header.dir = "auto";
    box.append(header);
  }
  if (shown.document) box.append(documentOf(shown.document, does.person));
  if (shown.text) box.append(words(shown.text));
  if (shown.footer) box.append(element("p", "foot", shown.footer));

  const meta = element("span", "meta");
  const time = element("time", "", CLOCK.format(new Date(message.at)));
  time.dateTime = message.at;
  meta.append(time);
  if (mine) meta.append(ticks(message.tick));
  box.append(meta);
  if (message.reaction) box.append(element("span", "reaction", message.reaction));

  const reply = element("button", "reply", "↩");
  reply.type = "button";
  reply.setAttribute("aria-label", "Reply to this message");
  reply.addEventListener("click", () => does.reply(message));
  const row = element("div", "row");
  row.append(box, reply);
  item.append(row);
  if (shown.choices?.length) item.append(choicesOf(message, does));
  swipe(box, () => does.reply(message));
  return item;
}

// A pull to the right quotes the message, as on the real thing.
function swipe(box, act) {
  let start = null;
  box.addEventListener("touchstart", ({ touches: [touch] }) => (start = { x: touch.clientX, y: touch.clientY }), { passive: true });
  box.addEventListener("touchmove", ({ touches: [touch] }) => {
    if (!start) return;
    const x = touch.clientX - start.x;
    if (Math.abs(touch.clientY - start.y) > 24) start = null;
    box.style.transform = start && x > 0 ? `translateX(${Math.min(x, 64)}px)` : "";
  }, { passive: true });
  box.addEventListener("touchend", ({ changedTouches: [touch] }) => {
    box.style.transform = "";
    if (start && touch.clientX - start.x > 52) act();
    start = null;
  });
}
