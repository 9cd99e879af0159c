/* Saves a part of a draft while it is typed. When the line is down or the session over, what was typed stays on this
   device until it was saved. Without this script the button saves. */

const form = document.querySelector("form[data-writing]");
const says = form.dataset;
const status = form.querySelector("output");
const place = `draft:${says.writing}:${location.pathname}`;
const PAUSE = 1200; // milliseconds without a key before it is saved
const OWN = ["csrfmiddlewaretoken", "window"];

let timer = 0;
let failed = 0;
let saving = null;
let typed = false;

form.addEventListener("input", () => {
    typed = true;
    keep();
    later(PAUSE);
});
form.addEventListener("submit", send);
addEventListener("online", () => typed && later(0));
if (!document.querySelector(".problem")) {
    restore();
}

function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
}

function fields() {
    return [...new FormData(form)].filter(([name]) => !OWN.includes(name));
}

function keep() {
    try {
        localStorage.setItem(place, JSON.stringify(fields()));
    } catch {
        // a full or forbidden store: the line alone has to do
    }
}

function save() {
    saving ??= post().finally(() => (saving = null));
    return saving;
}

async function post() {
    typed = false;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("do", "save");
    tell(says.saving);
    let answer;
    try {
        const signal = AbortSignal.timeout?.(20_000);
        answer = await fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request": "true" }, signal });
    } catch {
        return wait(says.waiting);
    }
    failed = 0;
    if (answer.ok) {
        const found = await answer.json();
        form.elements.read.value = found.read;
        tell(says.saved.replace("{time}", found.at));
        return typed ? later(PAUSE) : localStorage.removeItem(place);
    }
    typed = true;
    if (answer.status === 401 || answer.status === 403) {
        return tell(says.ended, says.signIn, says.toSignIn);
    }
    if (answer.status === 412) {
        return tell(says.conflict);
    }
    if (answer.status === 422) {
        return tell((await answer.json()).wrong);
    }
    return answer.status < 500 ? tell(says.refused, location.pathname, "↻") : wait(says.waiting);
}

function wait(words) {
    typed = true;
    failed += 1;
    tell(words);
    later(Math.min(2000 * 2 ** failed, 60_000));
}

function tell(words, address, label) {
    status.textContent = words;
    if (address) {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = label;
        status.append(" ", link);
    }
}

/* A button goes on to another page: what is on its way arrives first, and the copy stays until it did. */
async function send(event) {
    clearTimeout(timer);
    keep();
    if (saving) {
        event.preventDefault();
        await saving;
        clearTimeout(timer);
        form.requestSubmit(event.submitter);
        return;
    }
    sessionStorage.setItem(`sent:${place}`, form.elements.read.value);
}

/* What was typed and never saved stands in the form again. A copy that a button sent is dropped once it arrived. */
function restore() {
    const kept = JSON.parse(localStorage.getItem(place) ?? "[]");
    const read = form.elements.read;
    const sent = sessionStorage.getItem(`sent:${place}`) ?? read.value;
    sessionStorage.removeItem(`sent:${place}`);
    const changed = sent === read.value && kept.length ? [...form.elements].filter((each) => fill(each, kept)) : [];
    if (changed.length === 0) {
        localStorage.removeItem(place);
        return;
    }
    read.value = kept.find(([name]) => name === "read")[1]; // another window may have written since
    tell(says.restored);
    typed = true;
    later(PAUSE);
}

/* Put what was kept into a field; whether that changes it. */
function fill(field, kept) {
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") {
        const was = field.checked;
        field.checked = values.includes(field.value);
        return field.checked !== was;
    }
    if (!values.length || ["hidden", "submit", "fieldset", "output"].includes(field.type)) {
        return false;
    }
    const was = field.value;
    field.value = values[0].replaceAll("\r\n", "\n");
    return field.value !== was;
}
