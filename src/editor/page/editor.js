/**
 * The editors' page follows the files: a change of the content shows the page anew, where it was read.
 * Everything else on it is made by the server.
 */
document.getElementById("country")?.addEventListener("change", (event) => location.assign(event.target.value));

const PLACE = "editors-place";
const [x, y, list] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[0,0,0]");
sessionStorage.removeItem(PLACE);
const pages = document.querySelector("nav");
scrollTo(x, y);
if (pages) {
  // only the list moves: scrolling the link into view would move the page as well
  const here = pages.querySelector('[aria-current="page"]');
  pages.scrollTop = list || (here?.offsetTop ?? 0) - pages.clientHeight / 3;
}

new EventSource("/editors/changes").addEventListener("changed", () => {
  sessionStorage.setItem(PLACE, JSON.stringify([scrollX, scrollY, pages?.scrollTop ?? 0]));
  location.reload();
});
