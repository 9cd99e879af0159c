// Long forms save themselves while somebody types: a moment after the last change, and again when the line is back.
// Without this script the button saves. What cannot be saved stays in the form, and the page says so.
const form = document.querySelector("form[data-draft]");
const WAIT = 2000;
const AGAIN = 10000;

if (form) {
    const said = document.getElementById("draft-said");
    let timer = 0;
    let changed = false;
    let saving = false;
    let stopped = false;
    let pressed = null;

    const later = (wait) => {
        window.clearTimeout(timer);
        timer = window.setTimeout(save, wait);
    };
    const say = (words) => {
        said.textContent = words;
    };

    async function save() {
        if (!changed || saving || stopped) {
            return;
        }
        const body = new FormData(form);
        for (const input of form.querySelectorAll("input[type=file]")) {
            body.delete(input.name);
        }
        changed = false;
        saving = true;
        try {
            const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Draft": "1", "HX-Request": "true" } });
            if (answer.ok) {
                form.elements.edit.value = (await answer.json()).edit;
                say(form.dataset.saved);
                form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
            } else if (answer.status === 401) {
                stopped = true;
                say(form.dataset.signedOut);
            } else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
                stopped = answer.status === 412;
                say(`${form.dataset.notSaved} ${(await answer.json()).why}`);
            } else {
                throw new Error(answer.statusText);
            }
        } catch {
            changed = true;
            say(form.dataset.lineDown);
            later(AGAIN);
        } finally {
            saving = false;
            if (pressed) {
                changed = false;
                form.requestSubmit(pressed);
            } else if (changed) {
                later(AGAIN);
            }
        }
    }

    form.addEventListener("input", (event) => {
        if (event.target.type !== "file") {
            changed = true;
            later(WAIT);
        }
    });
    form.addEventListener("submit", (event) => {
        changed = false;
        window.clearTimeout(timer);
        if (saving) {
            event.preventDefault();
            pressed = event.submitter;
        }
    });
    window.addEventListener("online", () => later(0));
    window.addEventListener("beforeunload", (event) => {
        if (changed) {
            event.preventDefault();
        }
    });
}
