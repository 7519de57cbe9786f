// Loads experiments with their data and modules; paths are relative to this folder.
import assert from 'node:assert/strict';
import path from 'node:path';
import { stringify } from 'yaml';
import { dataNeeds } from '../../src/language/data';
import { fetchData } from '../../src/runner/data';
import { examine } from '../../src/runner/examine';
import { loadExperiment, type Experiment } from '../../src/trainer/experiment';

export async function experimentOf(spec: object): Promise<Experiment> {
  const text = stringify({ ticket: 1, seed: 5, ...spec });
  const file = path.resolve('test/trainer/x.ticket.yaml');
  const { spec: checked, known, problems } = await examine(text, file);
  assert.ok(checked, JSON.stringify(problems));
  const files = await fetchData(dataNeeds(checked, known).files);
  const data = Object.fromEntries(files);
  return loadExperiment(text, known, { specFolder: path.dirname(file), data });
}
