// Blocks a worker right after it has sent a message, until the test releases it, so that the test always acts on an
// active run. Node loads this file into every process of a run before the program (NODE_OPTIONS).
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');

const { folder, type, count } = JSON.parse(process.env.TICKET_HOLD ?? '{}');
const cell = new Int32Array(new SharedArrayBuffer(4));

if (folder !== undefined && process.send) {
  let run = '';
  let sent = 0;
  const send = process.send;
  // Listens only once the program does: an earlier listener would take its first message.
  const listen = (event) => {
    if (event !== 'message') return;
    process.off('newListener', listen);
    process.on('message', (heard) => {
      if (heard?.type === 'load') run = path.basename(heard.request.runDir);
    });
  };
  process.on('newListener', listen);
  process.send = function (message, ...more) {
    const isSent = send.call(process, message, ...more);
    // The message is in the channel once `send` has returned.
    if (message?.type === type && ++sent === count)
      while (fs.existsSync(folder) && !fs.existsSync(path.join(folder, run))) Atomics.wait(cell, 0, 0, 10);
    return isSent;
  };
}
