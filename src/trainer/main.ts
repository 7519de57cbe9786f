// The trainer's program. Every process that runs an experiment is one of these:
//   trainer.js coordinator REQUEST   owns a run directory; REQUEST is the file of a start request
//   trainer.js worker                trains cells for the coordinator at the other end of its channel
//   trainer.js describe              describes a user's module; reads the question as JSON from standard input
//   trainer.js probe JSON            loads a runtime, computes with it, and describes it
//   trainer.js rehearse              reports what a run's modules return for its first examples; input as `describe`
//   trainer.js verify REQUEST        lists the guarantees that a run breaks
//   trainer.js measure REQUEST       times each engine for a run
//   trainer.js engines               times engines for the process at the other end of its channel
// Answers are JSON on file descriptor 3, so that prints of a user's module or its children do not mix with them.
import { coordinate } from './coordinator';
import { measureEngines } from './engine/choose';
import { answer, leaveLastWords, readRequest, runRole } from './role';

const roles = {
  async coordinator(file: string) {
    process.exitCode = await coordinate(readRequest(file), (why) => leaveLastWords(file, why));
  },
  async measure(file: string) {
    answer({ value: await measureEngines(readRequest(file)) });
  },
};

if (Object.hasOwn(roles, process.argv[2] ?? '')) void runRole(roles);
// The other roles run in this bundle as it loads.
else void import('./compute.js');
