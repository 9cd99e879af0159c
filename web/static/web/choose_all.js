// "Choose all on this page" without loading it again.
document.getElementById("choose-all")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of document.querySelectorAll('#candidates input[name="chosen"]')) {
        box.checked = true;
    }
});
