/** What the page does once it is shown: it keeps its files for a start without the server, and sends what waits. */

import { Store, View, define, h, policy } from "./dom.js";
import "./outbox.js"; // also so that it is there when the server is not
import { t } from "./words.js";

const CHECK_MS = 15 * 60_000;

/** Whether the service worker has a newer version of the page. */
const isNew = new Store(false);

class PageUpdate extends View {
  get stores() {
    return [isNew];
  }

  view() {
    if (!isNew.value) return null;
    return h(
      "p.offline",
      { role: "status" },
      h("span", t("update.ready")),
      h("button.primary.small", { onclick: () => location.reload() }, t("update.reload")),
    );
  }
}

async function keepFiles() {
  const workers = navigator.serviceWorker; // only over https, and on this machine
  if (!workers) return;
  workers.addEventListener("message", ({ data }) => data === "new version" && isNew.set(true));
  workers.startMessages();
  workers.controller?.postMessage("listening");
  await workers.register(policy?.createScriptURL("") ?? "service-worker.js");
  setInterval(() => document.hidden || workers.controller?.postMessage("check"), CHECK_MS);
}

define("page-update", PageUpdate);
keepFiles().catch(() => {}); // without it, the page works only while the server is reached
