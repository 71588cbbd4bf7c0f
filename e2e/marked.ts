import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { build, type Plugin } from 'vite'
import { testFolder } from '../server/test/postgres.ts'

/**
 * A build of the web client in which every word of the dictionaries bears the marks of its language, ⟦Deals⟧ and ⟪Сделки⟫,
 * and some, chosen by key, are swapped and bare: just as if they stood in the code and in one language only.
 */
export interface Marked {
  /** the pages of a context are of this build; all else comes from the server */
  wear(context: BrowserContext): Promise<void>
  remove(): void
}

export async function buildMarked(bare: string[]): Promise<Marked> {
  const folder = testFolder()
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: false, minify: false },
    plugins: [marking(bare)],
  })
  return {
    async wear(context) {
      const page = { path: join(folder, 'index.html'), contentType: 'text/html; charset=utf-8' }
      await context.route('**/*', async (route) => {
        const { pathname } = new URL(route.request().url())
        if (pathname.startsWith('/assets/')) await route.fulfill({ path: join(folder, pathname) })
        else if (route.request().resourceType() === 'document') await route.fulfill(page)
        else await route.continue()
      })
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function marking(bare: string[]): Plugin {
  return {
    name: 'marked-words',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/(web|model)\/words\/\w+\.ts$/.test(id)) return undefined
      const names = [...code.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!)
      const ends = names.map((name) => `export { ${name}Marked as ${name} }\nconst ${name}Marked = marked(${name})`)
      const plain = code.replace(/^export const/gm, 'const')
      return {
        code: `${plain}\n${ends.join('\n')}\n${marked.toString().replace('BARE', JSON.stringify(bare))}`,
        map: null,
      }
    },
  }
}

/** Goes into the build as text. */
declare const BARE: string[]
function marked(words: Record<string, Record<string, string>>): object {
  const bare = BARE
  const wrap = (text: string, open: string, close: string) => {
    if (text.includes(open)) return text
    const around = (part: string) => (/\S/.test(part) ? open + part + close : part)
    return text
      .split(/(\{[^}]*\})/)
      .map((part) =>
        part.startsWith('{') ? part.replace(/\|([^|}]*)/g, (_whole, form: string) => `|${around(form)}`) : around(part),
      )
      .join('')
  }
  return Object.fromEntries(
    Object.entries(words).map(([key, word]) => {
      const { en, ru } = word
      if (typeof en !== 'string' || typeof ru !== 'string') return [key, word]
      if (bare.includes(key)) return [key, { en: ru, ru: en }]
      return [key, { en: wrap(en, '⟦', '⟧'), ru: wrap(ru, '⟪', '⟫') }]
    }),
  )
}

/** What people are shown or told on a page that did not come from the dictionary of its language: `where: text`. */
export function strayWords(page: Page, language: 'en' | 'ru', known: string[]): Promise<string[]> {
  return page.evaluate(
    ([spoken, names]) => {
      // Data are Greek, dates and numbers are in the language: the letters of the other one come from the code.
      const foreign = spoken === 'ru' ? /[a-z]{2,}/i : /[а-яё]{2,}/i
      const own = spoken === 'ru' ? /⟪[^⟫]*⟫/g : /⟦[^⟧]*⟧/g
      // The longest first: one name may begin as another.
      const longest = [...names].sort((a, b) => b.length - a.length)
      const data = new RegExp(`[\\w.+-]+@[\\w.-]+|\\b(${longest.join('|')})\\b`, 'g')
      const stray = new Set<string>()
      const look = (where: string, text: string | null | undefined) => {
        const rest = text?.replace(own, ' ').replace(data, ' ')
        if (rest && foreign.test(rest)) stray.add(`${where}: ${rest.replace(/\s+/g, ' ').trim()}`)
      }
      const attributes = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'alt']
      look('title of the page', document.title)
      for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
        if (element.closest('script, style, noscript, template')) continue
        const tag = element.tagName.toLowerCase()
        for (const name of [...attributes, 'placeholder', 'label']) look(`${tag} ${name}`, element.getAttribute(name))
        if (element instanceof HTMLInputElement && /submit|button|reset/.test(element.type)) look(tag, element.value)
        for (const pseudo of ['::before', '::after']) {
          const { content } = getComputedStyle(element, pseudo)
          if (content !== 'none' && tag !== 'kbd') look(`${tag}${pseudo}`, content)
        }
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) look(tag, node.nodeValue)
      }
      return [...stray]
    },
    [language, known] as const,
  )
}
