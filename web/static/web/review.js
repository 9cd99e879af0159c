// j and k go through the items of a review. Off in fields, and off for good for who turns it off.
const KEPT = "review-keys";
const keys = document.getElementById("keys");

if (keys && matchMedia("(pointer: fine)").matches) {
    const box = keys.querySelector("input");
    box.checked = localStorage.getItem(KEPT) !== "off";
    box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
    keys.hidden = false;
    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest('textarea, select, input:not([type="checkbox"])');
        if (!typing && box.checked && !event.ctrlKey && !event.metaKey && !event.altKey) {
            go({ j: 1, k: -1 }[event.key]);
        }
    });
}

function go(by) {
    if (!by) {
        return;
    }
    const items = [...document.querySelectorAll("article.result")].filter((each) => each.checkVisibility());
    const here = items.findIndex((each) => each.contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : items.length - 1) : here + by;
    items[next]?.focus();
}
