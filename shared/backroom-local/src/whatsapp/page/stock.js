// The stock of the business that the chosen phone belongs to, as the table has it.
import { ask, element } from "./bubble.js";

const find = (id) => document.getElementById(id);
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export class Stock {
  constructor() {
    this.person = null;
    this.before = new Map();
    this.whose = null;
    this.tell = () => {};
  }

  /** Calls back with whether the person has a business. */
  watch(tell) {
    this.tell = tell;
  }

  async read(person) {
    if (!person) return;
    this.person = person;
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      const { stock } = await ask(`/phone/${encodeURIComponent(person)}/stock`);
      if (this.person === person) this.draw(stock);
      find("stock-note").textContent = "straight from the table";
    } catch {
      find("stock-note").textContent = "can't be read right now";
    }
    this.reading = false;
    if (this.again) {
      this.again = false;
      await this.read(this.person);
    }
  }

  draw(stock) {
    this.tell(stock !== null);
    const items = stock?.items ?? [];
    find("business").textContent = stock?.business ?? "The shelf";
    find("stock-empty").hidden = items.length > 0;
    find("stock-table").hidden = items.length === 0;
    const sameShop = this.whose === (stock?.business ?? null);
    find("items").replaceChildren(...items.map((item) => this.row(item, sameShop)));
    this.before = new Map(items.map((item) => [item.name, item.on_hand]));
    this.whose = stock?.business ?? null;
    const movements = stock?.movements ?? [];
    find("movements-part").hidden = movements.length === 0;
    find("movements").replaceChildren(...movements.map(movement));
  }

  row(item, sameShop) {
    const row = element("tr");
    const name = element("th", "", item.name);
    name.scope = "row";
    name.dir = "auto";
    const number = element("td", "number", item.on_hand);
    if (item.on_hand.startsWith("-")) number.classList.add("short");
    if (item.on_hand === "0") row.classList.add("out");
    row.append(name, number, element("td", "unit", item.unit));
    if (sameShop && this.before.get(item.name) !== item.on_hand) {
      row.classList.add("changed");
      row.scrollIntoView?.({ block: "nearest" });
    }
    return row;
  }
}

function movement({ at, member, name, delta, on_hand, why }) {
  const item = element("li");
  const amount = element("b", delta.startsWith("-") ? "minus" : "plus", delta.startsWith("-") ? delta.replace("-", "−") : `+${delta.replace("+", "")}`);
  const what = element("span", "what", name);
  what.dir = "auto";
  const note = element("small", "", `${why} · ${member} · ${CLOCK.format(new Date(at))}`);
  note.dir = "auto";
  const left = element("span", "left", on_hand);
  left.title = "On hand afterwards";
  item.append(amount, what, left, note);
  return item;
}
