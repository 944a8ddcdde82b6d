import { bundleWorkflowCode } from '@temporalio/worker';

/**
 * Compiles the workflows into the one file that runs in the sandbox. The bundler refuses modules that a workflow must not
 * use, so building it is also a gate. Takes four to five seconds: build once, hand the code to every worker.
 */
export async function buildWorkflowBundle(): Promise<{ code: string }> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../workflows'),
    failureConverterPath: require.resolve('../temporal/failure-converter'),
    logger: { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  return { code };
}

const ignore = (): void => undefined;
