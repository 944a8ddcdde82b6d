import { Command } from 'commander';

const program = new Command('habeas');
program.description('Workflow engine for data-subject rights requests');
program.parse();
