// The trainer's roles that load TensorFlow.js, in a separate bundle: the other roles start without it.
import fs from 'node:fs';
import type { Rehearsal, RuntimeRequest } from '../runs/request';
import { describeModule, type Asked } from './describe';
import { serveTrial } from './engine/trial';
import { probe } from './probe';
import { rehearse } from './rehearse';
import { answer, readRequest, runRole, say } from './role';
import { verifyGuarantees } from './verify';
import { dieWithParent } from './watchdog';
import { serve } from './worker';

const input = (): unknown => JSON.parse(fs.readFileSync(0, 'utf8'));

void runRole({
  worker() {
    dieWithParent();
    serve();
  },
  engines() {
    dieWithParent();
    serveTrial();
  },
  async describe() {
    answer({ value: await describeModule(input() as Asked, (value) => say({ value, isEarly: true })) });
  },
  async rehearse() {
    answer({ value: await rehearse(input() as Rehearsal) });
  },
  async probe(json) {
    answer({ value: await probe(JSON.parse(json) as RuntimeRequest) });
  },
  async verify(file) {
    answer({ value: await verifyGuarantees(readRequest(file)) });
  },
});
