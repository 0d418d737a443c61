// The phone page in headless Chromium, with the real `backroom dev` behind it: what a newcomer does in the first
// minutes, and what a stop, a hostile name and a narrow screen must not spoil.
//
//   npm ci --prefix tests/browser && node tests/browser/phone.mjs
//
// Needs Debian's `chromium` and a built `target/debug/backroom`; BACKROOM and CHROMIUM name others, and SHOTS a folder
// for pictures. Ends with "N passed, N failed".
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.BACKROOM ?? join(root, "target/debug/backroom");
const shots = process.env.SHOTS;
const folder = mkdtempSync(join(tmpdir(), "backroom-"));
// A busy machine with two cores is slow; nothing here is a matter of time.
const PATIENCE = 60_000;
// One pixel.
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const HOSTILE = "<img src=x onerror=document.title='taken'> & *stars*";

let passed = 0;
let failed = 0;
const noises = [];

/** One thing that has to hold. */
async function holds(sentence, test) {
  try {
    await test();
    passed += 1;
    console.log(`ok    ${sentence}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILS ${sentence}\n      ${String(error.message).split("\n").join("\n      ")}`);
  }
}

async function until(what, look) {
  const end = Date.now() + PATIENCE;
  let seen;
  while (Date.now() < end) {
    seen = await look();
    if (seen === true) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what}; seen: ${JSON.stringify(seen)}`);
}

async function start(port) {
  const server = spawn(program, ["dev", "--port", String(port), "--aws-port", "0", "--data", folder], { cwd: folder });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => (said += data));
  const end = Date.now() + PATIENCE;
  while (Date.now() < end && server.exitCode === null) {
    const address = said.match(/http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/);
    if (address) return { server, port: Number(address[1]) };
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`backroom dev did not start:\n${said}`);
}

function stop({ server }, signal) {
  return new Promise((done) => {
    if (server.exitCode !== null || server.signalCode !== null) return done();
    server.once("exit", done);
    server.kill(signal);
  });
}

const launched = chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

async function open(browser, port, { width, height, dark = false }) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    deviceScaleFactor: width < 500 ? 2 : 1,
    hasTouch: width < 500,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => noises.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("ERR_")) noises.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.locator(".phone textarea").first().waitFor();
  return page;
}

const phone = (page, name) => page.getByRole("article", { name: `${name}'s phone` });
const bubbles = (page, name) => phone(page, name).locator(".line.theirs .words");

/** Sends and waits for one reply more; answers its words. */
async function text(page, name, words) {
  const replies = bubbles(page, name);
  const before = await replies.count();
  const input = phone(page, name).locator("textarea");
  await input.fill(words);
  await input.press("Enter");
  return reply(page, name, before, words);
}

async function reply(page, name, before, words) {
  const replies = bubbles(page, name);
  await until(`no reply to ${words}`, async () => (await replies.count()) > before);
  const answer = await replies.last().innerText();
  console.log(`      ${name}: ${words}\n      → ${answer.split("\n").join("\n        ")}`);
  return answer;
}

/** Sends a photo, and waits until it is answered. */
async function attach(page, name, buffer) {
  const before = await bubbles(page, "Thandi").count();
  await phone(page, "Thandi").locator("input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
  contains(await reply(page, "Thandi", before, "(photo)"), "can't read pictures yet");
}

async function stocked(page, item, number) {
  const rows = page.locator("#items tr");
  await until(`${item} should be ${number}`, async () => {
    const seen = await rows.evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
    return seen.some(([name, onHand]) => name.toLowerCase() === item && onHand === number) || seen;
  });
}

function contains(answer, part) {
  if (!answer.toLowerCase().includes(part)) throw new Error(`"${part}" is not in: ${answer}`);
}

async function shot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function firstMinutes(page) {
  await holds("a fresh data folder shows an empty phone and three examples", async () => {
    await phone(page, "Thandi").getByText("Say hi").waitFor();
    const chips = await page.locator(".chip").allInnerTexts();
    if (chips.join("|") !== "hi|got 50 bottles of coke|how many coke?") throw new Error(chips.join("|"));
    await shot(page, "first-visit");
  });
  await holds("a tap on an example says it, and its ticks turn blue", async () => {
    const before = await bubbles(page, "Thandi").count();
    await page.locator(".chip", { hasText: /^hi$/ }).click();
    await reply(page, "Thandi", before, "hi");
    await page.locator(".line.mine .ticks.read").first().waitFor();
  });
  await holds("the shop gets its name", async () => {
    await text(page, "Thandi", "Thandi's Spaza");
    await until("the shop's name over the stock", async () => (await page.locator("#business").innerText()) === "Thandi's Spaza");
  });
  await holds("what is received is on the shelf", async () => {
    contains(await text(page, "Thandi", "got 50 bottles of coke"), "50");
    await stocked(page, "coke", "50");
  });
  await holds("what is sold is off it", async () => {
    contains(await text(page, "Thandi", "sold 3 coke"), "47");
    await stocked(page, "coke", "47");
  });
  await holds("a question is answered", async () => contains(await text(page, "Thandi", "how many coke?"), "47"));
  await holds("undo takes the last change back", async () => {
    contains(await text(page, "Thandi", "undo"), "50");
    await stocked(page, "coke", "50");
  });
  await holds("several items in one message all arrive", async () => {
    await text(page, "Thandi", "got 12 bread, 5 kg sugar and 24 eggs");
    await stocked(page, "bread", "12");
    await stocked(page, "sugar", "5");
  });
}

async function askedBack(page) {
  await holds("a misspelt name is asked back, and a button answers", async () => {
    await text(page, "Thandi", "sold 2 braed");
    // The answer to the shop's name has buttons too.
    const buttons = phone(page, "Thandi").locator(".line.theirs").last().locator(".choice");
    await buttons.first().waitFor();
    await shot(page, "buttons");
    const before = await bubbles(page, "Thandi").count();
    await buttons.first().click();
    await reply(page, "Thandi", before, "(button)");
    await stocked(page, "bread", "8");
  });
  await holds("undo in reply to an answer takes that change back", async () => {
    const line = phone(page, "Thandi").locator(".line.theirs").last();
    await line.hover();
    await line.locator(".reply").click();
    await phone(page, "Thandi").locator(".quoting").waitFor();
    await text(page, "Thandi", "undo");
    await phone(page, "Thandi").locator(".line.mine .quote").last().waitFor();
    await stocked(page, "bread", "10");
  });
  await holds("a photo is sent, shown and answered", async () => {
    await attach(page, "slip.png", PICTURE);
    const picture = phone(page, "Thandi").locator(".line.mine img.picture");
    await picture.waitFor();
    await until("the picture is drawn", () => picture.evaluate((node) => node.naturalWidth === 1 || node.naturalWidth));
  });
  await holds("a photo that is none is sent as a file, and answered", async () => {
    await attach(page, "torn.png", PICTURE.subarray(0, 8));
    await phone(page, "Thandi").locator(".line.mine .document", { hasText: "torn.png" }).waitFor();
  });
  await holds("hostile words are shown as they are", async () => {
    await text(page, "Thandi", HOSTILE);
    const shown = await phone(page, "Thandi").locator(".line.mine .words").last().innerText();
    if (!shown.startsWith("<img src=x onerror=document.title='taken'> &")) throw new Error(shown);
    if ((await page.title()) !== "The Backroom") throw new Error("a script ran");
  });
}

async function secondPhone(page) {
  await holds("a second phone stands beside the first", async () => {
    await page.getByRole("button", { name: "Add a phone" }).click();
    await page.locator("#add-name").fill("Sipho");
    await page.locator("#add-go").click();
    await phone(page, "Sipho").getByText("Say hi").waitFor();
  });
  await holds("an invitation from the first lets the second in", async () => {
    const [code] = (await text(page, "Thandi", "invite")).match(/^join \w+$/m) ?? [];
    const before = await bubbles(page, "Sipho").count();
    await phone(page, "Sipho").locator(".chip", { hasText: code }).click();
    contains(await reply(page, "Sipho", before, code), "thandi's spaza");
    await text(page, "Sipho", "sold 2 bread");
    await stocked(page, "bread", "10");
    await shot(page, "two-phones");
  });
}

async function afterAStop(page, running) {
  await holds("after a kill the chat and the stock are there again, and the page finds its way back", async () => {
    await stop(running.now, "SIGKILL");
    const lines = await phone(page, "Thandi").locator(".line").count();
    running.now = await start(running.now.port);
    await until("not live again", async () => (await page.locator("#live").innerText()) === "Live");
    await stocked(page, "bread", "10");
    await page.reload();
    await until("lines of the chat", async () => {
      const now = await phone(page, "Thandi").locator(".line").count();
      return now === lines || now;
    });
    contains(await text(page, "Thandi", "how many coke?"), "50");
  });
}

async function onEachScreen(browser, port) {
  for (const [name, screen] of [
    ["desktop", { width: 1280, height: 860 }],
    ["desktop-dark", { width: 1280, height: 860, dark: true }],
    ["narrow", { width: 390, height: 844 }],
    ["narrow-dark", { width: 390, height: 844, dark: true }],
  ]) {
    await holds(`nothing sticks out on ${name}`, async () => {
      const page = await open(browser, port, screen);
      await page.locator(".line.theirs").first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > screen.width) throw new Error(`${wide} px wide`);
      await shot(page, name);
      if (screen.width < 500) {
        await page.locator("#stock-tab").click();
        await stocked(page, "coke", "50");
        await page.locator("#items").waitFor();
        await shot(page, `${name}-stock`);
      }
      await page.context().close();
    });
  }
}

const browser = await launched;
const running = { now: await start(0) };
try {
  const page = await open(browser, running.now.port, { width: 1280, height: 860 });
  await firstMinutes(page);
  await secondPhone(page);
  await askedBack(page);
  await afterAStop(page, running);
  await onEachScreen(browser, running.now.port);
  await holds("the page logs no error", async () => {
    if (noises.length > 0) throw new Error(noises.join("\n"));
  });
} finally {
  await stop(running.now, "SIGTERM");
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
