import { Command } from 'commander';
import { deadlineCommand } from './deadline';

const program = new Command('habeas');
program.description('Workflow engine for data-subject rights requests');
program.addCommand(deadlineCommand());
program.parse();
