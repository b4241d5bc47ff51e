/**
 * The page of the local Telegram: events from the server → one state → columns, chat by chat.
 * It shows what the server says and sends what a person's phone would; it must never decide what the bot does,
 * address another server, or keep words anywhere but in the open page (only theme and shown columns are remembered).
 *
 * Files, embedded by the server and served at /: index.html, app.css, app.js (the frame), column.js (one chat),
 * acts.js (what is done), menus.js and scene.js (what can be done), state.js (what is known), and the builders
 * message.js, parts.js, dialogs.js, dom.js, api.js.
 * Address: ?person=<account id> or ?chat=<chat id> shows one chat alone; ?theme=light|dark.
 *
 * Hooks for browser tests
 *   section.column      [data-chat-id] [data-account-id: the phone's owner, or who is written as] [data-kind=private|group|forum] [data-thread-id]
 *   article.message     [data-message-id] [data-chat-id] [data-kind=text|service|photo|…] [data-from=account id|bot] [data-pinned] [data-copy-of=chat:message]
 *   [data-testid=…]     bar: connection[data-state], network, clock, layout, add-person, theme, network-panel, network-mode[value],
 *                       network-probability, network-methods, rate-limits, clock-panel, clock-step[data-seconds], clock-minutes, clock-go; chips: chip[data-chat-id]
 *     in a column:      block, chat-menu, swap, start, unblock, log, typing, pinned, jump, composer, write, send, attach, commands,
 *                       actor[data-account-id], banner, banner-cancel, topics, topic[data-thread-id][data-closed], new-topic, topic-menu, topics-back, scene
 *     in a message:     inline-button[data-row][data-column][aria-busy], message-menu, reaction[data-emoji], edited, copy-mark, file
 *     (where there is no hovering, a tap on a bubble opens the menu; Enter on a focused message does so everywhere, R answers it)
 *     over the page:    menu, menu-<action>, dialog, link, person-dialog, group-dialog, scene-dialog (bot-status, member-status, member-anonymous,
 *                       can_…, is-forum, upgrade), alert[data-account-id], confirm, cancel, toast[data-account-id]
 */
import { attempt, toastRegion } from "/acts.js";
import { askedTheme, control, follow, only, recall, remember } from "/api.js";
import { createView, markSeen, renderChat, renderSwap, renderView } from "/column.js";
import { ask, toast } from "/dialogs.js";
import { $, changed, h, keyed, paint } from "/dom.js";
import { askPerson, layoutMenu } from "/menus.js";
import { moment } from "/message.js";
import { MODES, badge, initial, tool } from "/parts.js";
import { accountOf, actorOf, bringIn, calm, chatById, chatName, followUpgrades, fullName, infoOf, isShown, langOf, listedChats, makeActive, nameOf, now, ownerOf, setShown, state, unreadOf, views, wide } from "/state.js";

// ---- chips and deck ----

export function renderChips() {
  const alone = only.person || only.chat;
  $("chips").hidden = Boolean(alone);
  if (alone) return;
  keyed($("chips"), listedChats(), (info) => info.id, (info) => h("button", { type: "button", class: "chip", "data-testid": "chip", "data-chat-id": info.id, onclick: () => chooseChat(info.id) }), (chip, info) => {
    const owner = ownerOf(info), shown = isShown(info), view = views.get(info.id);
    const unread = view && infoOf(view) ? unreadOf(view) : 0;
    if (!changed(chip, [info.title, owner, shown, unread, wide.matches])) return;
    chip.toggleAttribute("aria-pressed", false);
    chip.removeAttribute("aria-current");
    if (wide.matches) chip.setAttribute("aria-pressed", String(shown)); else if (shown) chip.setAttribute("aria-current", "true");
    paint(chip, owner?.color ?? "#0f6b6e");
    chip.replaceChildren(h("span", { class: "chip-dot", "aria-hidden": "true", text: owner ? initial(owner.first_name) : "#" }), h("span", { class: "chip-name", dir: "auto", text: chatName(info) }), ...(owner?.language_code ? [h("span", { class: "lang", text: owner.language_code })] : []), ...(unread ? [badge(unread)] : []));
    if (shown && !wide.matches) chip.scrollIntoView({ block: "nearest", inline: "center" });
  });
  for (const view of views.values()) if (!view.el.hidden && infoOf(view)) renderSwap(view);
}

function chooseChat(id) {
  const info = chatById(id);
  const hides = wide.matches && isShown(info);
  if (hides) setShown(info, false); else bringIn(info);
  renderDeck();
  if (!hides) views.get(id)?.el.scrollIntoView({ inline: "nearest", block: "nearest" });
}

export function renderDeck() {
  const chats = listedChats();
  if (!chats.some((chat) => chat.id === state.active)) makeActive(chats[0]?.id ?? null);
  const bare = chats.length === 0 || !chats.some(isShown);
  $("waiting").hidden = !bare;
  if (bare) $("waiting").textContent = chats.length ? "Every column is hidden. Press a name above." : only.person || only.chat ? "There is no such chat in this preview." : "Nobody is here yet. Add a person to begin.";
  for (const info of chats) if (!views.has(info.id)) views.set(info.id, createView(info));
  for (const id of views.keys()) if (!chats.some((chat) => chat.id === id)) views.delete(id);
  keyed($("deck"), [{ id: "waiting" }, ...chats], (info) => info.id, (info) => views.get(info.id)?.el ?? $("waiting"), (node, info) => { if (views.has(info.id)) node.hidden = !isShown(info); });
  for (const view of views.values()) renderView(view);
  renderChips();
}

export function renderWorld() {
  const home = chatById(state.awaited);
  if (home) { state.awaited = null; if (wide.matches) bringIn(home); else makeActive(home.id); }
  followUpgrades();
  for (const id of state.chats.keys()) if (!chatById(id)) state.chats.delete(id);
  document.title = `${only.person && accountOf(only.person) ? `${fullName(accountOf(only.person))} · ` : ""}Local preview · ${state.world.bot.name}`;
  renderDeck();
  renderNetwork();
  renderClock();
  if (home && wide.matches) views.get(home.id)?.el.scrollIntoView({ inline: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

// ---- world controls ----

function renderNetwork() {
  const { network } = state.world;
  const name = MODES.find(([mode]) => mode === network.mode)?.[1] ?? network.mode;
  const often = network.mode === "good" ? "" : ` ${Math.round(network.probability * 100)} %`;
  tool($("network-button"), "network", `Connection of the bot: ${name}${often}`, `${name}${often}`);
  $("network-button").classList.toggle("alert", network.mode !== "good");
  for (const radio of $("network-modes").querySelectorAll("input")) radio.checked = radio.value === network.mode;
  if (document.activeElement !== $("network-probability")) $("network-probability").value = Math.round(network.probability * 100);
  $("network-share").textContent = `${$("network-probability").value} %`;
  if (document.activeElement !== $("network-methods")) $("network-methods").value = network.methods.join(", ");
  $("network-limits").checked = network.rate_limits;
}

function renderClock() {
  if (!state.world) return;
  tool($("clock-button"), "clock", `Clock of the preview: ${moment(now())}`, moment(now()));
  $("clock-now").textContent = moment(now());
}

function setNetwork() {
  const mode = $("network-modes").querySelector("input:checked")?.value ?? "good";
  const methods = $("network-methods").value.split(/[\s,]+/).filter(Boolean);
  attempt(null, control.network({ mode, probability: Number($("network-probability").value) / 100, rate_limits: $("network-limits").checked, methods }));
}

const STEPS = [[300, "+5 min"], [3600, "+1 hour"], [43_200, "+12 hours"], [86_400, "+1 day"], [172_800, "+2 days"], [2_592_000, "+30 days"]];
const advance = (seconds) => attempt(null, control.clock(seconds));

function buildControls() {
  $("network-modes").append(...MODES.map(([value, name, words]) => h("label", { class: "choice" }, h("input", { type: "radio", name: "mode", value, "data-testid": "network-mode" }), h("span", {}, h("b", { text: name }), " ", words))));
  $("network-panel").addEventListener("change", setNetwork);
  $("network-panel").addEventListener("submit", (event) => event.preventDefault());
  $("network-probability").addEventListener("input", () => { $("network-share").textContent = `${$("network-probability").value} %`; });
  $("clock-steps").append(...STEPS.map(([seconds, text]) => h("button", { type: "button", class: "button quiet", "data-testid": "clock-step", "data-seconds": seconds, text, onclick: () => advance(seconds) })));
  $("clock-panel").addEventListener("submit", (event) => { event.preventDefault(); advance(Math.round(Number($("clock-minutes").value) * 60)); });
  tool($("network-button"), "network", "Connection of the bot", "Network");
  tool($("clock-button"), "clock", "Clock of the preview", "Clock");
  tool($("layout-button"), "columns", "Columns side by side", "Columns");
  tool($("person-button"), "person", "Add a person", "Add a person");
  tool($("theme-button"), "theme", "Switch between light and dark", "");
  $("layout-button").addEventListener("click", () => layoutMenu($("layout-button")));
  $("person-button").addEventListener("click", askPerson);
  $("theme-button").addEventListener("click", switchTheme);
  document.body.classList.toggle("alone", Boolean(only.person || only.chat));
}

function applyTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

function switchTheme() {
  const dark = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const theme = dark === "dark" ? "light" : "dark";
  applyTheme(theme);
  remember("theme", theme);
}

// ---- events ----

let alertsBefore = Promise.resolve();

/** Told to whoever pressed: in the column where they did, else wherever their hands are, else over the page. */
function showAlert({ account_id, chat_id, text, show_alert }) {
  const inSight = [...views.values()].filter((view) => !view.el.hidden && (view.chatId === chat_id || actorOf(view) === account_id));
  if (inSight.length === 0 && (only.person || only.chat)) return;
  const view = inSight.find((candidate) => candidate.chatId === chat_id) ?? inSight[0];
  const whose = view && actorOf(view) !== account_id ? `${nameOf(account_id)}: ${text}` : text;
  if (!show_alert) return toast(toastRegion(view), whose, { account: account_id });
  const body = h("p", { class: "alert-words", dir: "auto", lang: langOf(account_id), text });
  alertsBefore = alertsBefore.then(() => ask({ title: `Alert for ${nameOf(account_id)}`, body, cancel: null, testid: "alert", account: account_id }));
}

const CONNECTION = { open: "Connected", reconnecting: "Reconnecting …" };

const on = {
  connection(name) {
    $("connection").dataset.state = name;
    $("connection").textContent = CONNECTION[name];
  },
  world(world) {
    Object.assign(state, { world, heardAt: performance.now() });
    renderWorld();
  },
  chat(chat) {
    state.chats.set(chat.chat_id, chat);
    const view = views.get(chat.chat_id);
    if (view && infoOf(view)) renderView(view);
  },
  alert: showAlert,
  answered({ account_id, chat_id, message_id }) {
    const view = views.get(chat_id);
    if (!view) return;
    for (const key of view.pending) if (key.startsWith(`${account_id}:${message_id}:`)) view.pending.delete(key);
    renderChat(view);
  },
};

applyTheme(askedTheme ?? recall("theme", null));
buildControls();
wide.addEventListener("change", () => state.world && renderDeck());
document.addEventListener("visibilitychange", () => { if (!document.hidden) for (const view of views.values()) markSeen(view); });
setInterval(renderClock, 10_000);
follow(on);
