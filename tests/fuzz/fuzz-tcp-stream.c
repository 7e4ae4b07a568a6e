/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-tcp-stream.h"

#include <string.h>

/* Room for whatever 16 bits of place and a byte of length can say. */
#define SPACE (65536 + 2 * 256)

enum
{
  UNSEEN,
  HERE,
  LOST,
};

/* What ought to come out: for each place the byte that came first, as long as nothing behind it was given out. */
typedef struct
{
  RepointTcpStream stream;
  guint8           kinds[SPACE];
  guint8           bytes[SPACE];
  guint32          base;     /* the sequence number of place 0 */
  guint32          next;     /* the place that is given out next */
  gboolean         has_begun;
  gboolean         has_ended;
} Model;

static void
learn (Model *model, guint32 place, const guint8 *bytes, guint32 length, guint32 whole)
{
  if (model->has_ended)
    return;

  if (!model->has_begun && whole > 0)
    {
      model->has_begun = TRUE;
      model->next = place;
    }
  for (guint32 i = 0; i < whole; i++)
    if (place + i >= model->next && model->kinds[place + i] == UNSEEN)
      {
        model->kinds[place + i] = i < length ? HERE : LOST;
        model->bytes[place + i] = i < length ? bytes[i] : 0;
      }
}

static void
drain (Model *model)
{
  RepointTcpStreamEvent event;
  RepointBytes bytes;

  while ((event = repoint_tcp_stream_pop (&model->stream, &bytes)) != REPOINT_TCP_STREAM_NOTHING)
    {
      guint32 next = model->stream.next - model->base;

      REPOINT_FUZZ_ASSERT (!model->has_ended);
      switch (event)
        {
        case REPOINT_TCP_STREAM_BYTES:
          REPOINT_FUZZ_ASSERT (bytes.length > 0 && next == model->next + bytes.length);
          REPOINT_FUZZ_ASSERT (memcmp (model->bytes + model->next, bytes.data, bytes.length) == 0);
          for (gsize i = 0; i < bytes.length; i++)
            REPOINT_FUZZ_ASSERT (model->kinds[model->next + i] == HERE);
          break;
        case REPOINT_TCP_STREAM_GAP:
          REPOINT_FUZZ_ASSERT (next > model->next);
          for (guint32 i = model->next; i < next; i++)
            REPOINT_FUZZ_ASSERT (model->kinds[i] != HERE);
          break;
        case REPOINT_TCP_STREAM_END:
          REPOINT_FUZZ_ASSERT (next == model->next);
          model->has_ended = TRUE;
          break;
        case REPOINT_TCP_STREAM_NOTHING:
          break;
        }
      model->next = next;
    }

  REPOINT_FUZZ_ASSERT (repoint_tcp_stream_get_memory (&model->stream) < 1024 * 1024);
}

/* The first four bytes: the number of the first byte. Then segments: their place in two bytes, flags, how long they are, how
 * much of that was captured, and that many bytes. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  RepointBytes in = repoint_bytes (data, size);
  g_autofree Model *model = g_new0 (Model, 1);
  guint32 place;
  guint32 flags;
  guint32 whole;
  guint32 captured;

  if (!repoint_bytes_take_number (&in, 4, &model->base))
    return 0;

  while (repoint_bytes_take_number (&in, 2, &place) && repoint_bytes_take_number (&in, 1, &flags) &&
         repoint_bytes_take_number (&in, 1, &whole) && repoint_bytes_take_number (&in, 1, &captured))
    {
      RepointTcpSegment segment = { .sequence = model->base + place, .flags = flags & REPOINT_TCP_FIN, .length = whole };
      g_autofree guint8 *exact = NULL;

      if (!repoint_bytes_take (&in, MIN (MIN (captured, whole), in.length), &segment.data))
        break;
      exact = g_memdup2 (segment.data.data, segment.data.length);
      segment.data.data = exact;
      learn (model, place, exact, (guint32) segment.data.length, whole);
      repoint_tcp_stream_push (&model->stream, &segment);
      drain (model);
    }

  repoint_tcp_stream_flush (&model->stream);
  drain (model);
  for (guint32 i = model->next; !model->has_ended && model->has_begun && i < SPACE; i++)
    REPOINT_FUZZ_ASSERT (model->kinds[i] != HERE);
  REPOINT_FUZZ_ASSERT (model->has_ended || repoint_tcp_stream_get_memory (&model->stream) == 0);
  repoint_tcp_stream_clear (&model->stream);

  return 0;
}
