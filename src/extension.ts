// Activation: builds the parts and registers them.
import { window, type ExtensionContext } from 'vscode';
import { registerLanguage } from './language/editor/register';
import { registerNewExperiment } from './language/editor/new-experiment';
import { registerNewModule } from './language/editor/new-module';
import { registerCheck } from './runner/editor/check';
import { registerCommandLine } from './runner/editor/command-line';
import { registerDoctor } from './runner/editor/doctor';
import { knownModules } from './runner/editor/known-modules';
import { registerLenses } from './runner/editor/lenses';

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('Ticket');
  const readings = registerLanguage(context, knownModules(context));
  context.subscriptions.push(
    output,
    registerLenses(readings),
    registerCheck(readings, output),
    registerCommandLine(context),
    registerDoctor(context, output),
    registerNewExperiment(context),
    registerNewModule(context),
  );
}

export function deactivate(): void {
  // A run belongs to its directory and goes on; there is nothing to put away.
}
