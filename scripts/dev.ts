import { spawn } from 'node:child_process'
import { createServer } from 'vite'

// The server, started again when its sources change, and the web client with hot reload in front of it.
process.env['PORT'] ??= '3000'
const web = await createServer({ clearScreen: false })
await web.listen()
const server = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', '--disable-warning=ExperimentalWarning', 'server/main.ts'],
  { stdio: 'inherit', env: { ...process.env, BASE_URL: process.env['BASE_URL'] ?? web.resolvedUrls?.local[0] } },
)
console.log(`Open ${web.resolvedUrls?.local[0] ?? ''}`)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill('SIGTERM'))
server.on('exit', (code) => {
  void web.close().finally(() => process.exit(code ?? 0))
})
