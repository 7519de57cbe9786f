// One process of the fuzzer (scripts/fuzz.mjs starts it): hunts until the time is up and saves its findings.
// main FOLDER SECONDS SEED     or     main --replay FILE
import fs from 'node:fs';
import path from 'node:path';
import { hunt, look, type Finding } from './hunt';
import { targets, type Target } from './targets';

const [first = '', second = '', third = ''] = process.argv.slice(2);
process.exitCode = first === '--replay' ? replay(second) : huntFor(first, Number(second), Number(third));

function replay(file: string): number {
  const target = targets.find(({ extension }) => file.endsWith(extension));
  if (!target)
    throw new Error(`${file} ends like no input: ${targets.map((one) => one.extension).join(', ')}.`);
  const { outcomes, wrong } = look(target, fs.readFileSync(file));
  console.log(wrong ? wrong.detail : `Nothing is wrong with it: ${outcomes.join('; ')}`);
  return wrong ? 1 : 0;
}

function huntFor(folder: string, seconds: number, seed: number): number {
  const started = Date.now();
  const { next, counts, kept } = hunt(targets, seed, { around: noting(folder) });
  let findings = 0;
  while (Date.now() - started < seconds * 1000) {
    const finding = next();
    if (!finding) continue;
    findings += 1;
    console.log(`FOUND ${finding.target.name}: ${save(folder, finding)}\n${finding.detail}\n`);
  }
  for (const [name, count] of counts) {
    const rate = Math.round((count / (Date.now() - started)) * 1000);
    console.log(
      `${name}: ${count} inputs, ${rate} a second, ${kept.get(name)?.length ?? 0} kept to go on from`,
    );
  }
  return findings > 0 ? 1 : 0;
}

/** Saves each input while it is read, in case it crashes the process or never returns. */
function noting(folder: string): <T>(target: Target, input: Buffer, read: () => T) => T {
  const files = new Map(
    targets.map(({ name, extension }) => [
      name,
      fs.openSync(path.join(folder, `now-${name}${extension}`), 'w'),
    ]),
  );
  return ({ name }, input, read) => {
    const file = files.get(name);
    if (file === undefined) return read();
    fs.writeSync(file, input, 0, input.length, 0);
    const result = read();
    fs.ftruncateSync(file, 0);
    return result;
  };
}

function save(folder: string, { target, input, what, detail }: Finding): string {
  const number = fs.readdirSync(folder).filter((name) => /^found-.*\.txt$/.test(name)).length + 1;
  const file = path.join(folder, `found-${number}${target.extension}`);
  fs.writeFileSync(file, input);
  fs.writeFileSync(`${file}.txt`, `${what}\n\n${detail}\n`);
  return file;
}
