#!/usr/bin/env node
import { join } from 'node:path';
import { preferQuickCompiles, runBundle } from './host/compiler';

/** The command as the shell starts it: what it does is in `command.ts`, a bundle that is kept compiled. */
preferQuickCompiles();
runBundle(join(__dirname, 'command.js'), require);
