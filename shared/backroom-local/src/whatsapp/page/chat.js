// One phone: its conversation, its composer.
import { ask, bubble, element, plain } from "./bubble.js";

const EMOJI = ["👋", "👍", "🙏", "😀", "😂", "😍", "🤔", "😢", "🎉", "❤️", "🔥", "✅", "❌", "🥤", "🍞", "🥛", "🍎", "🍅", "🧼", "🕯️", "🍬", "📦", "💰", "🛒"];
// A phone that has been used for a year is not drawn whole.
const DRAWN = 300;
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

export class Chat {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.messages = new Map();
    this.cursor = 0;
    this.business = false;
    this.node = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.parts = Object.fromEntries(
      ["scroll", "bubbles", "hello", "typing", "down", "chips", "trouble", "quoting", "composer", "emoji", "palette", "presence", "file"].map(
        (name) => [name, this.node.querySelector(`.${name}`)],
      ),
    );
    this.input = this.node.querySelector("textarea");
    this.input.setAttribute("aria-label", `Message from ${person.name}`);
    this.node.setAttribute("aria-label", `${person.name}'s phone`);
    this.node.querySelector(".owner b").textContent = person.name;
    this.node.querySelector(".owner span").textContent = person.phone ? `+${person.phone}` : "number hidden";
    this.node.querySelector("h2").textContent = person.chat_name;
    this.node.querySelector(".avatar").textContent = initials(person.chat_name);
    this.listen();
    this.drawChips();
  }

  listen() {
    const { composer, down, emoji, palette, quoting, scroll } = this.parts;
    this.node.addEventListener("focusin", () => this.page.activate());
    this.node.addEventListener("pointerdown", () => this.page.activate());
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.say(this.input.value);
      }
      if (event.key === "Escape") this.quote(null);
    });
    this.input.addEventListener("input", () => this.grow());
    quoting.querySelector("button").addEventListener("click", () => this.quote(null));
    this.parts.file.addEventListener("change", () => this.attach(this.parts.file.files[0]));
    down.addEventListener("click", () => this.toEnd());
    // Whoever is at the end stays there, whatever comes in, unfolds or opens below.
    this.pinned = true;
    const stay = () => this.pinned && this.toEnd();
    scroll.addEventListener("scroll", () => {
      this.pinned = this.atEnd();
      if (this.pinned) down.hidden = true;
    }, { passive: true });
    this.sizes = new ResizeObserver(stay);
    this.sizes.observe(scroll);
    this.sizes.observe(this.parts.bubbles);
    emoji.addEventListener("click", () => this.showPalette(palette.hidden));
    palette.append(
      ...EMOJI.map((one) => {
        const button = element("button", "", one);
        button.type = "button";
        button.addEventListener("click", () => {
          this.input.setRangeText(one, this.input.selectionStart, this.input.selectionEnd, "end");
          this.showPalette(false);
          this.input.focus();
        });
        return button;
      }),
    );
    palette.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      this.showPalette(false);
      emoji.focus();
    });
  }

  showPalette(shown) {
    this.parts.palette.hidden = !shown;
    this.parts.emoji.setAttribute("aria-expanded", String(shown));
    if (shown) this.parts.palette.firstElementChild.focus();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  // ---- saying ----------------------------------------------------------------------------------------------------

  async say(text) {
    if (!text.trim()) return;
    const quote = this.quoted?.id;
    await this.send("say", quote ? { text, quote } : { text }, () => {
      this.input.value = "";
      this.grow();
      this.quote(null);
    });
  }

  /** A file, with the words that are typed already as its caption. */
  async attach(file) {
    if (!file) return;
    const data = await base64(file).catch(() => null);
    this.parts.file.value = "";
    if (data === null) return;
    const body = { mime_type: file.type, filename: file.name, data, caption: this.input.value };
    await this.send("attach", body, () => {
      this.input.value = "";
      this.grow();
    });
  }

  async press(message, choice) {
    await this.send("press", { message: message.id, button: choice.id }, () => {});
  }

  async send(act, body, done) {
    try {
      await ask(`/phone/${encodeURIComponent(this.person.id)}/${act}`, body);
      this.parts.trouble.hidden = true;
      done();
      await this.sync();
      this.toEnd();
    } catch (error) {
      this.parts.trouble.textContent = error.message;
      this.parts.trouble.hidden = false;
    }
  }

  quote(message) {
    this.quoted = message;
    const { quoting } = this.parts;
    quoting.hidden = !message;
    if (!message) return;
    quoting.querySelector("b").textContent = this.names()[message.side];
    quoting.querySelector("p").textContent = plain(message);
    this.input.focus();
  }

  names() {
    return { person: "You", business: this.person.chat_name };
  }

  // ---- reading ---------------------------------------------------------------------------------------------------

  /** Reads what is new. One read at a time; a call during one leads to one more. */
  async sync() {
    if (this.reading) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.read().catch(() => {});
    await this.reading;
    this.reading = null;
    if (this.again) {
      this.again = false;
      await this.sync();
    }
  }

  async read() {
    const id = encodeURIComponent(this.person.id);
    const news = await ask(`/phone/${id}/messages?after=${this.cursor}`);
    this.cursor = news.cursor;
    this.typing(news.typing);
    if (news.messages.length === 0) return;
    const first = this.messages.size === 0;
    for (const message of news.messages.slice(first ? -DRAWN : 0)) this.draw(message);
    this.parts.hello.hidden = this.messages.size > 0;
    this.drawChips();
    if (this.pinned) this.toEnd();
    else this.parts.down.hidden = false;
    this.page.changed();
  }

  draw(message) {
    const { bubbles } = this.parts;
    const known = this.messages.get(message.id);
    // Also what failed to arrive is in the log; a phone does not see it.
    if (message.side === "business" && message.tick === "failed") return;
    // Older than what is drawn.
    if (!known && message.seq < this.last?.seq) return;
    this.messages.set(message.id, message);
    const node = bubble(message, {
      person: this.person.id,
      names: this.names(),
      find: (id) => this.messages.get(id),
      jump: (id) => this.jump(id),
      reply: (one) => this.quote(one),
      press: (one, choice) => this.press(one, choice),
      list: (one) => this.list(one),
    });
    if (known) {
      const old = this.line(message.id);
      node.classList.toggle("first", old.classList.contains("first"));
      old.replaceWith(node);
    } else {
      const last = this.last;
      const newDay = !last || day(last.at) !== day(message.at);
      if (newDay) bubbles.append(element("li", "day", dayName(message.at)));
      node.classList.toggle("first", newDay || last.side !== message.side);
      node.classList.add("new");
      bubbles.append(node);
      this.last = message;
    }
    if (message.side === "person" && message.quote) this.markChosen(message);
  }

  /** The button that was pressed stays marked. */
  markChosen(message) {
    for (const button of this.line(message.quote)?.querySelectorAll(".choice") ?? []) {
      if (button.textContent === message.bubble.text) button.classList.add("chosen");
    }
  }

  line(id) {
    return this.parts.bubbles.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  jump(id) {
    const line = this.line(id);
    if (!line) return;
    line.scrollIntoView({ block: "center", behavior: "smooth" });
    line.classList.remove("found");
    requestAnimationFrame(() => line.classList.add("found"));
  }

  typing(on) {
    clearTimeout(this.stopTyping);
    this.parts.typing.hidden = !on;
    this.parts.presence.textContent = on ? "typing…" : "online";
    // WhatsApp takes it away after 25 seconds without a reply.
    if (on) this.stopTyping = setTimeout(() => this.typing(false), 25_000);
    if (on && this.pinned) this.toEnd();
  }

  atEnd() {
    const { scroll } = this.parts;
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  }

  toEnd() {
    this.pinned = true;
    this.parts.down.hidden = true;
    this.parts.scroll.scrollTop = this.parts.scroll.scrollHeight;
  }

  // ---- lists and examples ----------------------------------------------------------------------------------------

  list(message) {
    const dialog = document.getElementById("list-dialog");
    document.getElementById("list-title").textContent = message.bubble.header ?? message.bubble.opens;
    document.getElementById("list-rows").replaceChildren(
      ...message.bubble.choices.map((choice) => {
        const item = element("li");
        const row = element("button", "", choice.title);
        row.type = "button";
        if (choice.description) row.append(element("small", "", choice.description));
        row.addEventListener("click", () => {
          dialog.close();
          this.press(message, choice);
        });
        item.append(row);
        return item;
      }),
    );
    document.getElementById("list-cancel").onclick = () => dialog.close();
    dialog.showModal();
  }

  /** "join CODE", if the bot gave one out here. */
  invitation() {
    const [code] = [...this.messages.values()]
      .map(({ side, bubble }) => side === "business" && /^join [A-Z0-9]{6,}$/m.exec(bubble.text)?.[0])
      .filter(Boolean)
      .slice(-1);
    return code;
  }

  knowsBusiness(has) {
    if (this.business === has) return;
    this.business = has;
    this.drawChips();
  }

  /** What a newcomer may try next; gone once they know their way. */
  drawChips() {
    const said = [...this.messages.values()].filter(({ side }) => side === "person").map(({ bubble }) => bubble.text);
    let examples = ["hi", "got 50 bottles of coke", "how many coke?"];
    const invitation = this.page.invitation(this);
    if (this.business) examples = ["got 50 bottles of coke", "sold 3 coke", "how many coke?", "undo", ...this.page.others()];
    else if (invitation) examples = [invitation, "hi"];
    else if (said.length > 0) examples = [`${this.person.name}'s Spaza`];
    const left = said.length > 8 ? [] : examples.filter((text) => !said.includes(text)).slice(0, 3);
    this.parts.chips.replaceChildren(
      ...left.map((text) => {
        const chip = element("button", "chip", text);
        chip.type = "button";
        chip.dir = "auto";
        chip.addEventListener("click", () => this.say(text));
        return chip;
      }),
    );
    this.parts.chips.hidden = left.length === 0;
  }
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", failed);
    reader.readAsDataURL(file);
  });
}

function initials(name) {
  return name
    .split(/\s+/)
    .filter((word) => !/^the$/i.test(word))
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
}

function day(at) {
  return new Date(at).toDateString();
}

function dayName(at) {
  const now = new Date();
  if (day(at) === now.toDateString()) return "Today";
  now.setDate(now.getDate() - 1);
  if (day(at) === now.toDateString()) return "Yesterday";
  return DAY.format(new Date(at));
}
