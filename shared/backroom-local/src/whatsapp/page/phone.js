// The page: which phones are open, and what happens on the server. The chats are in chat.js, the stock in stock.js.
import { Chat } from "./chat.js";
import { Stock } from "./stock.js";
import { ask, element } from "./bubble.js";

const find = (id) => document.getElementById(id);
const chats = new Map();
const stock = new Stock();
let people = [];
let active = null;

// ---- which phones are open -------------------------------------------------------------------------------------

const OPEN = "backroom.open";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(OPEN)) ?? [];
  } catch {
    return [];
  }
}

function remember() {
  try {
    localStorage.setItem(OPEN, JSON.stringify([...chats.keys()]));
  } catch {
    // Without storage the page forgets which phones were open; nothing else.
  }
}

async function readPeople() {
  ({ people } = await ask("/phone/people"));
  if (chats.size === 0) {
    const known = remembered().filter((id) => people.some((person) => person.id === id));
    const ids = known.length > 0 ? known : people.slice(0, 1).map((person) => person.id);
    for (const id of ids) open(id);
  }
  drawPeople();
}

function open(id) {
  const person = people.find((one) => one.id === id);
  if (!person || chats.has(id)) return;
  const chat = new Chat(person, {
    activate: () => activate(id),
    changed: () => {
      stock.read(active);
      for (const one of chats.values()) if (one !== chat) one.drawChips();
    },
    // What an owner was given for somebody else, and whether there is somebody else to invite.
    invitation: (but) => [...chats.values()].filter((one) => one !== but).map((one) => one.invitation()).find(Boolean),
    others: () => (people.length > 1 ? ["invite"] : []),
  });
  chats.set(id, chat);
  for (const one of people) if (chats.has(one.id)) find("phones").append(chats.get(one.id).node);
  activate(id);
  chat.sync();
  remember();
}

function close(id) {
  if (chats.size < 2) return;
  chats.get(id).node.remove();
  chats.delete(id);
  if (active === id) activate([...chats.keys()][0]);
  remember();
}

function activate(id) {
  const same = active === id;
  if (same && document.body.dataset.view === "phone") return;
  active = id;
  document.body.dataset.view = "phone";
  for (const [one, chat] of chats) chat.node.classList.toggle("active", one === id);
  drawPeople();
  if (!same) {
    stock.read(id);
    stock.watch((has) => chats.get(active)?.knowsBusiness(has));
  }
}

// On a narrow screen one phone is seen at a time, and a tap on its tab shows it; on a wide one it opens or closes.
const narrow = matchMedia("(max-width: 760px)");

function tap(id) {
  find(`tab-${id}`)?.removeAttribute("data-news");
  if (!chats.has(id)) return open(id);
  if (narrow.matches || chats.size < 2) activate(id);
  else close(id);
  drawPeople();
}

function drawPeople() {
  const list = find("people");
  const focused = document.activeElement?.id;
  const inView = document.body.dataset.view;
  list.replaceChildren(
    ...people.map((person) => {
      const news = find(`tab-${person.id}`)?.dataset.news;
      const shown = narrow.matches ? active === person.id && inView !== "stock" : chats.has(person.id);
      const tab = element("button", "person", person.name);
      tab.type = "button";
      tab.id = `tab-${person.id}`;
      tab.dir = "auto";
      tab.setAttribute("aria-pressed", String(shown));
      if (news && !chats.has(person.id)) tab.dataset.news = news;
      tab.addEventListener("click", () => tap(person.id));
      const item = element("li");
      item.append(tab);
      return item;
    }),
  );
  // The tabs are new ones: the keyboard stays where it was.
  if (focused?.startsWith("tab-")) find(focused)?.focus();
  find("stock-tab").setAttribute("aria-pressed", String(inView === "stock"));
}

find("stock-tab").addEventListener("click", () => {
  document.body.dataset.view = "stock";
  drawPeople();
});
narrow.addEventListener("change", () => {
  document.body.dataset.view = "phone";
  drawPeople();
});

// ---- adding a phone --------------------------------------------------------------------------------------------

const SUGGESTED = ["Sipho", "Lerato", "Ayanda", "Kabelo", "Naledi"];

find("add").addEventListener("click", () => {
  const free = SUGGESTED.find((name) => !people.some((person) => person.name === name));
  find("add-name").value = free ?? "";
  find("add-hidden").checked = false;
  find("add-trouble").hidden = true;
  find("add-dialog").showModal();
  find("add-name").select();
});
find("add-cancel").addEventListener("click", () => find("add-dialog").close());
find("add-dialog").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const name = find("add-name").value;
    const person = await ask("/phone/people", { name, hidden: find("add-hidden").checked });
    find("add-dialog").close();
    await readPeople();
    open(person.id);
    drawPeople();
    chats.get(person.id)?.focus();
  } catch (error) {
    find("add-trouble").textContent = error.message;
    find("add-trouble").hidden = false;
  }
});

// ---- what happens on the server --------------------------------------------------------------------------------

function live(state, words) {
  find("live").dataset.state = state;
  find("live").firstElementChild.textContent = words;
}

function lookEverywhere() {
  readPeople().catch(() => {});
  for (const chat of chats.values()) chat.sync();
  stock.read(active);
}

const HAPPENED = {
  message({ person }) {
    if (chats.has(person)) chats.get(person).sync();
    else find(`tab-${person}`)?.setAttribute("data-news", "•");
  },
  typing({ person, on }) {
    chats.get(person)?.typing(on);
  },
  people() {
    readPeople().catch(() => {});
  },
  stock() {
    stock.read(active);
  },
  everything: lookEverywhere,
};

function listen() {
  const source = new EventSource("/phone/events");
  source.addEventListener("open", () => {
    live("on", "Live");
    lookEverywhere();
  });
  source.addEventListener("message", ({ data }) => {
    const happened = JSON.parse(data);
    HAPPENED[happened.event]?.(happened);
  });
  source.addEventListener("error", () => {
    live("off", "Reconnecting");
    // The browser tries again by itself, unless it has given up.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

// Stock can also change without a message here, from a Lambda run by hand.
setInterval(() => document.visibilityState === "visible" && stock.read(active), 4000);

document.body.dataset.view = "phone";
listen();
