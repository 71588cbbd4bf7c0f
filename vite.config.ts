import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`

export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // Small files inlined as data: addresses would need a weaker content security policy.
    assetsInlineLimit: 0,
    // Few files instead of fifty: the first picture asks for half as many, and they pack better.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'icons', test: /@tabler/, priority: 2 },
            {
              name: 'frame',
              test: /node_modules.(react|react-dom|scheduler|use-sync-external-store|zod|@tanstack)[\\/]/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    port: Number(process.env['WEB_PORT'] ?? 5173),
    strictPort: true,
    // The host is passed on as the browser sent it, so that the server's check of origins sees one site.
    proxy: { '/api/': { target: server, changeOrigin: false }, '/health': { target: server, changeOrigin: false } },
  },
})
