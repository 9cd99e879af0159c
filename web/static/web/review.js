// j and k go through the items of a review. Off in fields, and off for good for who turns it off.
const box = document.getElementById("keys");
const KEPT = "review-keys";

if (box) {
    const button = box.querySelector("button");
    const say = () => button.setAttribute("aria-pressed", String(localStorage.getItem(KEPT) !== "off"));
    button.addEventListener("click", () => {
        localStorage.setItem(KEPT, localStorage.getItem(KEPT) === "off" ? "on" : "off");
        say();
    });
    say();
    box.hidden = false;
    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest("input, textarea, select, [contenteditable]");
        if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(KEPT) === "off") {
            return;
        }
        if (event.key === "j" || event.key === "k") {
            go(event.key === "j" ? 1 : -1);
        }
    });
}

function go(by) {
    const items = [...document.querySelectorAll("article.result")].filter((each) => each.checkVisibility());
    const here = items.findIndex((each) => each.contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : items.length - 1) : here + by;
    items[next]?.focus();
}
