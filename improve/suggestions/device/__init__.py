"""Ideas typed where there is no network.

A worker in the browser (static/js/worker.js) answers with a kept page when the network does not, and keeps on the device
what the form of a new idea was to send, with its photos. As soon as the network is back and the same person is signed
in, the device hands it in (static/js/offline.js). What the form needs answered first becomes a draft.

- Nobody else on the device reads or sends it: each kept idea carries who it is of (`owner`, a keyed digest).
- It is handed in once: the name of the page that it was typed on (`draft_writer`) is claimed with the idea.
- Nothing is kept of the pages for ideas without a name, and of kiosks: these leave no trace on a device.
"""
