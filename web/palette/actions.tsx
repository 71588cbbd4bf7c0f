import { IconArrowRight, IconExternalLink, IconFlag, IconLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api.ts'
import { openWindow } from '../shell/windows.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import type { Entry } from './entry.ts'

/** What can be done with a line that leads somewhere; a deal can be moved too, by who may. */
export function useActionEntries({ name, href, deal }: Entry): { title: string; entries: Entry[] } {
  const t = useWords()
  const mayMove = useQuery({
    queryKey: ['deals', 'get', deal],
    enabled: deal !== undefined,
    queryFn: ({ signal }) => call('deals.get', { id: deal! }, signal),
  }).data?.may.move
  return useMemo(() => {
    const title = t('palette.act.title', { name })
    const act = (id: string, Glyph: typeof IconLink, word: string, what: Pick<Entry, 'href' | 'run'>): Entry => ({
      id,
      group: title,
      mark: <Glyph size={16} stroke={1.75} aria-hidden />,
      name: word,
      ...what,
    })
    // A deal is handed on by its own page, not by the view it happened to be found over.
    const link = new URL(deal === undefined ? href! : `/deals/${String(deal)}`, location.origin).href
    const copy = () =>
      void navigator.clipboard.writeText(link).then(
        () => toast(t('deal.linkCopied')),
        () => toast(t('palette.act.notCopied'), { bad: true }),
      )
    const move = () => openWindow({ kind: 'palette', step: { kind: 'stage', deal: deal! } })
    return {
      title,
      entries: [
        act('open', IconArrowRight, t('palette.act.open'), { href }),
        act('tab', IconExternalLink, t('palette.act.newTab'), {
          run: () => void window.open(href, '_blank', 'noopener'),
        }),
        // Without a secure connection there is no clipboard.
        ...(isSecureContext ? [act('copy', IconLink, t('deal.link'), { run: copy })] : []),
        ...(mayMove ? [act('move', IconFlag, t('palette.act.move'), { run: move })] : []),
      ],
    }
  }, [t, name, href, deal, mayMove])
}
