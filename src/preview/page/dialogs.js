/**
 * What comes up over the page: menus, questions, passing notices. Holds no state of the world and sends nothing.
 */
import { h, icon, moveFocus } from "/dom.js";

/** Opens a menu at `anchor`: `items` are `{ id, label, icon?, run, danger? }`; `quick` ones stand in a row above them. */
export function openMenu(anchor, label, items, quick = []) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label, "data-testid": "menu" });
  if (quick.length) menu.append(h("div", { class: "menu-quick", role: "group", "aria-label": "Reactions" }, ...quick.map((item) => menuItem(menu, item, "quick-item"))));
  menu.append(...items.map((item) => menuItem(menu, item, item.danger ? "menu-item danger" : "menu-item")));
  document.body.append(menu);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") menu.hidePopover();
    else moveFocus(event, [...menu.querySelectorAll('[role="menuitem"]')]);
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus({ preventScroll: true });
    menu.remove();
  });
  menu.showPopover();
  placeMenu(menu, anchor.getBoundingClientRect());
  menu.querySelector(".menu-item")?.focus({ preventScroll: true });
}

function menuItem(menu, item, look) {
  const choose = () => { menu.hidePopover(); item.run(); };
  return h("button", { type: "button", role: "menuitem", tabindex: -1, class: look, "data-testid": `menu-${item.id}`, onclick: choose }, item.icon && icon(item.icon), h("span", { text: item.label }));
}

function placeMenu(menu, at) {
  const { innerWidth: width, innerHeight: height } = window;
  if (width < 560) return menu.classList.add("sheet");
  const box = menu.getBoundingClientRect();
  const below = at.bottom + box.height + 8 < height ? at.bottom + 4 : Math.max(8, at.top - box.height - 4);
  menu.style.top = `${Math.min(below, Math.max(8, height - box.height - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - box.width, width - box.width - 8))}px`;
}

let dialogCount = 0;

/**
 * A modal question; resolves to the form's values, or null when dismissed. The browser's own dialog traps focus and hears Escape.
 * `fields`: `{ name, label, value?, hint?, options?, required? }`; `body`: an element; `confirm`/`cancel`: words or null.
 */
export function ask({ title, body, fields = [], confirm = "OK", cancel = "Cancel", testid = "dialog", account }) {
  const id = `dialog-${++dialogCount}`;
  const form = h("form", { method: "dialog" }, h("h2", { id, text: title }), body, ...fields.map((field) => fieldView(field, `${id}-${field.name}`)),
    h("div", { class: "dialog-buttons" }, cancel && h("button", { type: "button", class: "button quiet", "data-testid": "cancel", text: cancel, onclick: () => dialog.close() }), confirm && h("button", { type: "submit", class: "button", value: "ok", "data-testid": "confirm", text: confirm })));
  const dialog = h("dialog", { id: testid, class: "dialog", "aria-labelledby": id, "data-testid": testid, "data-account-id": account }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null);
    dialog.remove();
  }));
}

function fieldView(field, id) {
  const input = field.options
    ? h("select", { id, name: field.name, class: "input" }, ...field.options.map(([value, label]) => h("option", { value, text: label })))
    : h("input", { id, name: field.name, class: "input", value: field.value, required: field.required, autocomplete: "off", placeholder: field.hint, pattern: field.pattern });
  return h("div", { class: "field-block" }, h("label", { for: id, text: field.label }), input);
}

const TOAST_MS = 5000;

/** A passing notice in `region`, which is a polite live region. */
export function toast(region, text, { error = false, account } = {}) {
  const node = h("div", { class: error ? "toast error" : "toast", dir: "auto", "data-testid": "toast", "data-account-id": account, text });
  region.append(node);
  setTimeout(() => node.remove(), Math.max(TOAST_MS, text.length * 60));
}
