import { IconEye } from '@tabler/icons-react'
import { call } from '../api.ts'
import { tried } from '../asking.ts'
import type { Me } from '../queries.ts'
import { useWords } from '../words.ts'
import css from './PreviewBanner.module.css'

/** Says on every page that it is somebody else's, looked at by an administrator; leads back. */
export function PreviewBanner({ me }: { me: Me }) {
  const t = useWords()
  if (me.previewedBy === null) return null
  const end = () =>
    tried(async () => {
      await call('session.endPreview', {})
      // Everything that has been read is somebody else's.
      location.assign('/settings/people')
    })
  return (
    <div className={css.banner} role="status">
      <IconEye size={16} stroke={1.75} aria-hidden />
      <span>{t('preview.as', { name: me.name })}</span>
      <button type="button" className="btn line" onClick={() => void end()}>
        {t('preview.end')}
      </button>
    </div>
  )
}
