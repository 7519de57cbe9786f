// A process that downloads a file, and prints how much has arrived.
// node fetcher.js URL FILE SHA256
import { download } from '../../src/runner/download';

const [url = '', to = '', sha256] = process.argv.slice(2);

void download({
  urls: [url],
  to,
  sha256,
  onProgress: ({ doneBytes }) => process.stdout.write(`${doneBytes}\n`),
});
