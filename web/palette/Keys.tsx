import { IconX } from '@tabler/icons-react'
import { Dialog } from '../ui/Dialog.tsx'
import { Key } from '../ui/Key.tsx'
import { mod } from '../ui/keys.ts'
import { useWords, type WordKey } from '../words.ts'
import css from './Keys.module.css'

const groups: { title: WordKey; keys: [string[], WordKey][] }[] = [
  {
    title: 'keys.everywhere',
    keys: [
      [[`${mod} K`], 'keys.palette'],
      [['N'], 'keys.new'],
      [['/'], 'keys.filter'],
      [[`${mod} Z`], 'keys.undo'],
      [['Esc'], 'keys.escape'],
      [['?'], 'keys.help'],
    ],
  },
  {
    title: 'keys.deals',
    keys: [
      [['←', '↑', '→', '↓'], 'keys.arrows'],
      [['Enter'], 'keys.open'],
      [['M'], 'keys.move'],
    ],
  },
  {
    title: 'keys.cells',
    keys: [[['Enter', 'F2'], 'keys.edit']],
  },
]

/** All keys that do something. */
export function Keys({ onClose }: { onClose(): void }) {
  const t = useWords()
  return (
    <Dialog label={t('keys.title')} className={css.keys} onClose={onClose}>
      <header className={css.head}>
        <h2>{t('keys.title')}</h2>
        <button type="button" className="btn icon" aria-label={t('close')} autoFocus onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      {groups.map(({ title, keys }) => (
        <section key={title} className={css.group}>
          <h3>{t(title)}</h3>
          <dl>
            {keys.map(([names, word]) => (
              <div key={word} className={css.key}>
                <dt>{t(word)}</dt>
                <dd>
                  <span className="hidden-text">{names.join(', ')}</span>
                  {names.map((name) => (
                    <Key key={name} name={name} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
