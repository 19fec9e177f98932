// Keeps the calling desk up to date. Without this script the page still works:
// its buttons are plain forms, and reloading shows the newest state.
"use strict";

const hall = document.getElementById("hall");
const offline = document.getElementById("offline");
const failed = document.getElementById("call-failed");

const shown = () => hall.querySelector("[data-revision]")?.dataset.revision;

// show puts a newer picture in place and keeps the keyboard where it was.
function show(html) {
  const focused = document.activeElement?.id;
  hall.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus();
}

async function refresh() {
  const answer = await fetch(hall.dataset.from);
  if (answer.ok) show(await answer.text());
}

const events = new EventSource("/events");
events.onopen = () => { offline.hidden = true; };
events.onerror = () => { offline.hidden = false; };
events.onmessage = (event) => {
  if (event.data !== shown()) refresh().catch(() => { offline.hidden = false; });
};

hall.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  if (button.disabled) return;
  button.disabled = true; // until the answer shows: one press, one call
  try {
    const answer = await fetch(event.target.action, { method: "POST" });
    failed.hidden = answer.ok;
    await refresh();
    document.getElementById(button.id)?.focus();
  } catch {
    failed.hidden = false;
    button.disabled = false;
  }
});
