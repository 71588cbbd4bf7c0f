import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Filter } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { ApiError } from '../api.ts'
import { saveFile } from '../download.ts'
import { useMe } from '../queries.ts'
import { Menu } from '../ui/Menu.tsx'
import { toast } from '../ui/toasts.tsx'
import { language, useWords } from '../words.ts'
import menu from './ColumnMenu.module.css'
import css from './ExportMenu.module.css'

interface Props {
  record: RecordName
  filter: Filter | undefined
  sort: readonly string[]
  fields: readonly string[]
}

const formats = ['xlsx', 'csv', 'json'] as const

/** Saves what a list shows to a file: its rows, its order, its columns. It may be stopped while it comes. */
export function ExportMenu({ record, filter, sort, fields }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const [running, setRunning] = useState<AbortController | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const may = useMe()?.may.export.includes(record)
  useEffect(() => () => running?.abort(), [running])
  const save = async (format: (typeof formats)[number]) => {
    setOpen(false)
    const stop = new AbortController()
    setRunning(stop)
    try {
      const asked = {
        format,
        sort: [...sort],
        fields: [...fields],
        language: language(),
        ...(filter ? { filter } : {}),
      }
      toast(t('export.done', { name: await saveFile(`${record}.export`, asked, stop.signal) }))
    } catch (error) {
      if (stop.signal.aborted) return
      const told = error instanceof ApiError ? error.message : ''
      const offline = error instanceof ApiError && error.code === 'offline'
      toast(told || t(offline ? 'error.offline' : 'export.broken'), { bad: true })
    } finally {
      setRunning(null)
    }
  }
  if (!may) return null
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${menu.button} ${css.button}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-busy={running !== null}
        aria-label={running ? t('export.running') : t('export.button')}
        title={t('export.title')}
        onClick={() => setOpen(!open)}
      >
        <IconDownload size={16} stroke={1.75} aria-hidden />
        <span>{running ? t('export.running') : t('export.button')}</span>
      </button>
      {open && (
        <Menu anchor={button} align="end" label={t('export.title')} onClose={() => setOpen(false)}>
          {running ? (
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                running.abort()
                setOpen(false)
              }}
            >
              {t('export.stop')}
            </button>
          ) : (
            formats.map((format) => (
              <button key={format} type="button" role="menuitem" onClick={() => void save(format)}>
                {t(`export.${format}`)}
              </button>
            ))
          )}
        </Menu>
      )}
    </>
  )
}
