import { z } from 'zod'
import { commentText } from '../../model/comments.ts'
import { integerId } from '../../model/fields.ts'
import { discussed } from '../../model/timeline.ts'
import { writes } from '../platform/method.ts'
import { addComment, changeComment, removeComment, restoreComment } from './comments.ts'

const one = z.strictObject({ id: integerId })

export const commentMethods = {
  /** Says something about a record; `@[12]` names a colleague, who is told. They are read in the timeline. */
  'comments.create': writes(
    z.strictObject({ record: z.enum(discussed), recordId: integerId, text: commentText }),
    addComment,
  ),
  'comments.change': writes(z.strictObject({ id: integerId, text: commentText }), changeComment),
  'comments.remove': writes(one, (ctx, { id }) => removeComment(ctx, id)),
  'comments.restore': writes(one, (ctx, { id }) => restoreComment(ctx, id)),
}
