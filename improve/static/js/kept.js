/* Ideas kept on this device while there is no network: one store for the pages and for the worker. */
"use strict";
const kept = {
  open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("improve", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("ideas", { keyPath: "writer" });
        asked.result.createObjectStore("notes");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  },
  async run(store, mode, act) {
    const base = await kept.open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = base.transaction(store, mode);
        const asked = act(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      base.close();
    }
  },
  all: () => kept.run("ideas", "readonly", (store) => store.getAll()),
  remove: (writer) => kept.run("ideas", "readwrite", (store) => store.delete(writer)),
  owner: () => kept.run("notes", "readonly", (store) => store.get("owner")),
  setOwner: (owner) => kept.run("notes", "readwrite", (store) => store.put(owner, "owner")),
  // What a form was to send, with its photos, but for the token; under the name of its page, so that it is one idea.
  async keep(data) {
    const entries = [...data].filter(([name, value]) => name !== "csrf_token" && !(value instanceof File && !value.size));
    let writer = data.get("draft_writer");
    if (!writer) {
      writer = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      entries.push(["draft_writer", writer]);
    }
    let owner = data.get("device_owner");
    if (!owner) {
      owner = (await kept.owner()) || "";
      entries.push(["device_owner", owner]);
    }
    await kept.run("ideas", "readwrite", (store) => store.put({ writer, owner, entries }));
  },
};
