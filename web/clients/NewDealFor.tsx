import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { QuickDeal } from '../deals/QuickDeal.tsx'
import { queries } from '../queries.ts'
import { useReferences } from '../records/references.tsx'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import type { ClientRecord, Company, Contact } from './clientData.ts'

/** Makes a deal of which this is the client; a contact brings along the company where he works. */
export function NewDealFor({ record, client }: { record: ClientRecord; client: Contact | Company }) {
  const t = useWords()
  const { pipelines, stages } = useReferences()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const own = stages.filter(({ pipelineId, meaning }) => pipelineId === pipelines[0]?.id && meaning === 'open')
  const [first] = own
  const company = 'companyIds' in client ? client.companyIds[0] : undefined
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn"
        disabled={!first}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('deal.new.title')}
        onClick={() => setOpen(!open)}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
        {t('clients.deals.add')}
      </button>
      {open && first && (
        <Floating
          anchor={button}
          align="end"
          role="dialog"
          label={t('deal.new.title')}
          onClose={(reason) => (reason === 'escape' ? close() : setOpen(false))}
        >
          <QuickDeal
            stageId={first.id}
            stages={own}
            client={
              record === 'companies'
                ? { companyId: client.id }
                : { contactIds: [client.id], ...(company === undefined ? {} : { companyId: company }) }
            }
            onClose={close}
            onMade={() => {
              close()
              void queries.invalidateQueries({ queryKey: ['deals'] })
            }}
          />
        </Floating>
      )}
    </>
  )
}
