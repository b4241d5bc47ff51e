/**
 * A group's scene: what the bot is and may there, who is in it, and what kind of group it is. Holds no state of
 * the world and sends nothing: what a control does is handed in.
 */
import { changed, h, keyed } from "/dom.js";

const RIGHTS = [["can_manage_topics", "Manage topics"], ["can_delete_messages", "Delete messages"], ["can_pin_messages", "Pin messages"]];
const STATUSES = [["administrator", "Administrator"], ["member", "Member without rights"], ["left", "Not in the group"], ["kicked", "Banned"]];
const STANDINGS = [["creator", "Owner"], ["administrator", "Administrator"], ["member", "Member"], ["left", "Not here"], ["kicked", "Banned"]];

const option = ([value, text]) => h("option", { value, text });

function checkbox(label, testid, set) {
  const box = h("input", { type: "checkbox", "data-testid": testid, onchange: () => set(box.checked) });
  return h("label", { class: "switch" }, box, h("span", { text: label }));
}

/** `on` holds what each control does, `sync(info, accounts)` follows the world. */
export function sceneForm(id, on) {
  const status = h("select", { class: "input", id: `status-${id}`, "data-testid": "bot-status", onchange: () => on.status(status.value) }, ...STATUSES.map(option));
  const rights = RIGHTS.map(([right, label]) => checkbox(label, right, (yes) => on.right(right, yes)));
  const people = h("ul", { class: "scene-people" });
  const forum = checkbox("Topics are on (forum)", "is-forum", on.forum);
  const upgrade = h("button", { type: "button", class: "button quiet", "data-testid": "upgrade", text: "Upgrade to a supergroup (new chat id)", onclick: () => on.upgrade() });
  const body = h("div", { class: "scene" }, h("label", { for: status.id, text: "The bot in this group is" }), status, h("fieldset", {}, h("legend", { text: "The bot may" }), ...rights),
    h("fieldset", {}, h("legend", { text: "People of this group" }), people), forum, upgrade);
  const sync = (info, accounts) => {
    status.value = info.bot_status;
    RIGHTS.forEach(([right], at) => { rights[at].firstChild.checked = Boolean(info.bot_rights?.[right]); rights[at].firstChild.disabled = info.bot_status !== "administrator"; });
    forum.firstChild.checked = info.is_forum;
    upgrade.hidden = info.type !== "group";
    renderPeople(people, info, accounts, on);
  };
  return { body, sync };
}

const RANK = (standing) => STANDINGS.findIndex(([status]) => status === standing.status);

function renderPeople(list, info, accounts, on) {
  const standingOf = (account) => info.members.find((member) => member.account_id === account.id) ?? { status: "left", anonymous: false };
  const rows = accounts.map((account) => ({ account, standing: standingOf(account) })).sort((a, b) => RANK(a.standing) - RANK(b.standing));
  keyed(list, rows, ({ account }) => account.id, ({ account }) => personRow(account, on), (row, { standing }) => {
    if (!changed(row, standing)) return;
    const [select, box] = row.querySelectorAll("select, input");
    select.value = standing.status;
    select.disabled = standing.status === "creator";
    box.checked = standing.anonymous;
    box.disabled = !["creator", "administrator"].includes(standing.status);
  });
}

function personRow(account, on) {
  const name = [account.first_name, account.last_name].filter(Boolean).join(" ");
  const select = h("select", { class: "input", "aria-label": `${name} is`, "data-testid": "member-status", onchange: () => on.member(account.id, { status: select.value }) }, ...STANDINGS.map(option));
  select.firstChild.disabled = true;
  const anonymous = checkbox("hides", "member-anonymous", (yes) => on.member(account.id, { status: select.value, anonymous: yes }));
  anonymous.title = "Writes as the group (anonymous administrator)";
  return h("li", { "data-account-id": account.id }, h("span", { class: "scene-name", dir: "auto" }, name, h("span", { class: "scene-role", text: account.role })), select, anonymous);
}
