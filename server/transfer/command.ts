import type { Installation } from '../platform/method.ts'
import { StartError } from '../platform/config.ts'

/** `import FILE --map MAP.json` or `import --set SET.json --from FOLDER`. */
export async function importCommand(
  _installation: Installation,
  _flags: Record<string, string | undefined>,
  _words: string[],
): Promise<string> {
  throw new StartError('Nothing can be imported yet.')
}
