/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-pcap-reader.h"

#include <string.h>

/*
 * pcap:    MAGIC ─▶ FILE ─▶ RECORD ─▶ DATA ─▶ RECORD …
 *
 * pcapng:  MAGIC ─▶ SECTION ─▶ TRAILER ─▶ BLOCK ─┬▶ SECTION ───────────────────────────▶ TRAILER ─▶ BLOCK …
 *                                                ├▶ INTERFACE ─▶ OPTION ─▶ VALUE ─▶ … ─▶ TRAILER
 *                                                ├▶ ENHANCED, OLD, SIMPLE ─▶ DATA ─────▶ TRAILER
 *                                                └▶ anything else ─────────────────────▶ TRAILER
 *
 * Each step needs a number of bytes in one piece, known before it begins. Bytes that nobody needs are counted and let go.
 */

#define MAX_PACKET     (1 << 20) /* four times what tcpdump and Wireshark can hold */
#define MAX_INTERFACES 65536     /* an obsolete packet cannot even name more */

#define BLOCK_EDGES 12 /* type, length, and the length again */

enum
{
  PCAP_MICROSECONDS = 0xa1b2c3d4,
  PCAP_NANOSECONDS = 0xa1b23c4d,
  PCAP_MODIFIED = 0xa1b2cd34, /* with eight bytes more for each packet; what some Linux distributions once wrote */

  PCAPNG_BYTE_ORDER = 0x1a2b3c4d,
  PCAPNG_SECTION = 0x0a0d0d0a, /* the same in both orders */
  PCAPNG_INTERFACE = 1,
  PCAPNG_OLD_PACKET = 2,
  PCAPNG_SIMPLE_PACKET = 3,
  PCAPNG_ENHANCED_PACKET = 6,

  OPTION_END = 0,
  OPTION_TSRESOL = 9,
  OPTION_TSOFFSET = 14,
};

typedef enum
{
  STEP_MAGIC,
  STEP_FILE,
  STEP_RECORD,
  STEP_BLOCK,
  STEP_SECTION,
  STEP_INTERFACE,
  STEP_OPTION,
  STEP_OPTION_VALUE,
  STEP_ENHANCED_PACKET,
  STEP_OLD_PACKET,
  STEP_SIMPLE_PACKET,
  STEP_DATA,
  STEP_TRAILER,
} Step;

typedef struct
{
  guint   link_type;
  guint32 snap_length;   /* 0: no limit */
  guint8  resolution;    /* as in if_tsresol */
  gint64  offset;        /* seconds */
} Interface;

struct _RepointPcapReader
{
  RepointBytes     in;         /* what was fed and not read yet */
  GByteArray      *held;       /* the beginning of a piece whose rest is not here yet */
  gboolean         held_used;  /* it was whole, and somebody may still look at it */
  guint64          skip;       /* so many bytes are let go first */
  guint64          offset;     /* of @in within the capture */

  Step             step;
  gsize            need;       /* bytes that the step wants in one piece */
  RepointPcapState state;      /* what ended it, or "more" */
  const char      *damage;

  gboolean         little;     /* byte order */
  gboolean         pcapng;
  gsize            record_length;
  GArray          *interfaces; /* of the section; pcap has one */
  RepointPacket    packet;     /* the one whose data come next */

  guint32          block_length;
  guint64          block_left; /* before the trailer */
  guint            option;
};

static guint32
read_number (RepointPcapReader *self, const guint8 *bytes, guint width)
{
  guint32 value = 0;

  for (guint i = 0; i < width; i++)
    value = value << 8 | bytes[self->little ? width - 1 - i : i];

  return value;
}

static guint32
read_32 (RepointPcapReader *self, const guint8 *bytes)
{
  return read_number (self, bytes, 4);
}

static guint64
read_64 (RepointPcapReader *self, const guint8 *bytes)
{
  guint64 first = read_32 (self, bytes);
  guint64 second = read_32 (self, bytes + 4);

  return self->little ? second << 32 | first : first << 32 | second;
}

static void
damaged (RepointPcapReader *self, const char *why)
{
  self->state = REPOINT_PCAP_DAMAGED;
  self->damage = why;
}

static void
expect (RepointPcapReader *self, Step step, gsize need)
{
  self->step = step;
  self->need = need;
}

/* Within a block: %FALSE, and damage, where it is too short for this. */
static gboolean
expect_in_block (RepointPcapReader *self, Step step, gsize need)
{
  if (self->block_left < need)
    {
      damaged (self, "a block is shorter than what it holds");
      return FALSE;
    }

  self->block_left -= need;
  expect (self, step, need);

  return TRUE;
}

static void
end_block (RepointPcapReader *self)
{
  self->skip += self->block_left;
  self->block_left = 0;
  expect (self, STEP_TRAILER, 4);
}

static gboolean
make_time (guint64 seconds, guint64 nanoseconds, gint64 offset, gint64 *time)
{
  gint64 sum;

  return seconds <= G_MAXINT64 && !__builtin_add_overflow ((gint64) seconds, offset, &sum) &&
         !__builtin_mul_overflow (sum, (gint64) 1000000000, &sum) &&
         !__builtin_add_overflow (sum, (gint64) nanoseconds, time);
}

/* Section 4.2 of the draft: the highest bit of if_tsresol tells powers of 2 from powers of 10. */
static gint64
get_time (const Interface *interface, guint64 stamp)
{
  guint power = interface->resolution & 0x7f;
  guint64 units = 1;
  guint64 rest;
  gint64 time;

  if ((interface->resolution & 0x80) != 0)
    {
      if (power > 63)
        return REPOINT_PACKET_NO_TIME;
      units <<= power;
      rest = stamp % units;
      if (power > 32)
        rest >>= power - 32;
      rest = rest * 1000000000 >> MIN (power, 32);
    }
  else
    {
      if (power > 19)
        return REPOINT_PACKET_NO_TIME;
      for (guint i = 0; i < power; i++)
        units *= 10;
      rest = stamp % units;
      for (; power < 9; power++)
        rest *= 10;
      for (; power > 9; power--)
        rest /= 10;
    }

  return make_time (stamp / units, rest, interface->offset, &time) ? time : REPOINT_PACKET_NO_TIME;
}

/* pcap: the magic number says order, resolution and how long the header of a packet is. */
static gboolean
begin_pcap (RepointPcapReader *self, guint32 magic)
{
  Interface interface = { .resolution = magic == PCAP_NANOSECONDS ? 9 : 6 };

  if (magic != PCAP_MICROSECONDS && magic != PCAP_NANOSECONDS && magic != PCAP_MODIFIED)
    return FALSE;

  g_array_append_val (self->interfaces, interface);
  self->record_length = magic == PCAP_MODIFIED ? 24 : 16;
  expect (self, STEP_FILE, 20);

  return TRUE;
}

static void
read_magic (RepointPcapReader *self, const guint8 *bytes)
{
  for (guint i = 0; i < 2; i++)
    {
      self->little = i == 1;
      if (begin_pcap (self, read_32 (self, bytes)))
        return;
    }

  if (read_32 (self, bytes) != PCAPNG_SECTION)
    {
      self->state = REPOINT_PCAP_NOT_A_CAPTURE;
      return;
    }

  self->pcapng = TRUE;
  expect (self, STEP_SECTION, 20);
}

static void
read_file (RepointPcapReader *self, const guint8 *bytes)
{
  /* The high half holds the length of a checksum behind each frame, which nobody here reads that far. */
  g_array_index (self->interfaces, Interface, 0).link_type = read_32 (self, bytes + 16) & 0xffff;
  expect (self, STEP_RECORD, self->record_length);
}

static void
begin_data (RepointPcapReader *self, guint32 captured, guint32 length)
{
  self->packet.length = MAX (captured, length);
  if (captured > MAX_PACKET)
    damaged (self, "a packet is longer than any that is captured");
  else if (self->pcapng)
    expect_in_block (self, STEP_DATA, captured);
  else
    expect (self, STEP_DATA, captured);
}

static void
read_record (RepointPcapReader *self, const guint8 *bytes)
{
  Interface *interface = &g_array_index (self->interfaces, Interface, 0);
  guint32 fraction = read_32 (self, bytes + 4);

  self->packet.link_type = interface->link_type;
  if (!make_time (read_32 (self, bytes), (guint64) fraction * (interface->resolution == 9 ? 1 : 1000), 0, &self->packet.time))
    self->packet.time = REPOINT_PACKET_NO_TIME;
  begin_data (self, read_32 (self, bytes + 8), read_32 (self, bytes + 12));
}

/* The rest of a section's header, whose type was read. Its length can be read only when the order of bytes is known. */
static void
read_section (RepointPcapReader *self, const guint8 *bytes)
{
  const guint8 *magic = bytes + 4;

  self->little = magic[0] == 0x4d;
  self->block_length = read_32 (self, bytes);
  if (read_32 (self, magic) != PCAPNG_BYTE_ORDER)
    damaged (self, "the header of a section has no order of bytes");
  else if (self->block_length < 28 || self->block_length % 4 != 0)
    damaged (self, "the header of a section has an impossible length");
  else if (read_number (self, magic + 4, 2) != 1)
    damaged (self, "the section is of a version that is not known");
  else
    {
      g_array_set_size (self->interfaces, 0);
      self->block_left = self->block_length - 28;
      end_block (self);
    }
}

/* Four bytes of it were read before they could be understood. */
static void
begin_section (RepointPcapReader *self, const guint8 *bytes)
{
  guint8 length[4];

  memcpy (length, bytes, sizeof length);
  g_byte_array_set_size (self->held, 0);
  g_byte_array_append (self->held, length, sizeof length);
  self->held_used = FALSE;
  expect (self, STEP_SECTION, 20);
}

static void
read_block (RepointPcapReader *self, const guint8 *bytes)
{
  guint32 type = read_32 (self, bytes);

  self->block_length = read_32 (self, bytes + 4);
  if (type != PCAPNG_SECTION)
    {
      if (self->block_length < BLOCK_EDGES || self->block_length % 4 != 0)
        {
          damaged (self, "a block has an impossible length");
          return;
        }
      self->block_left = self->block_length - BLOCK_EDGES;
    }

  switch (type)
    {
    case PCAPNG_SECTION:
      begin_section (self, bytes + 4);
      break;
    case PCAPNG_INTERFACE:
      expect_in_block (self, STEP_INTERFACE, 8);
      break;
    case PCAPNG_ENHANCED_PACKET:
      expect_in_block (self, STEP_ENHANCED_PACKET, 20);
      break;
    case PCAPNG_OLD_PACKET:
      expect_in_block (self, STEP_OLD_PACKET, 20);
      break;
    case PCAPNG_SIMPLE_PACKET:
      expect_in_block (self, STEP_SIMPLE_PACKET, 4);
      break;
    default:
      end_block (self);
    }
}

static void
expect_option (RepointPcapReader *self)
{
  /* The list need not be ended by an option that says so. */
  if (self->block_left >= 4)
    expect_in_block (self, STEP_OPTION, 4);
  else
    end_block (self);
}

static void
read_interface (RepointPcapReader *self, const guint8 *bytes)
{
  Interface interface = { .resolution = 6 };

  if (self->interfaces->len == MAX_INTERFACES)
    {
      damaged (self, "there are too many interfaces");
      return;
    }

  interface.link_type = read_number (self, bytes, 2);
  interface.snap_length = read_32 (self, bytes + 4);
  g_array_append_val (self->interfaces, interface);
  expect_option (self);
}

static void
read_option (RepointPcapReader *self, const guint8 *bytes)
{
  guint length = read_number (self, bytes + 2, 2);
  guint padded = (length + 3) & ~3u;

  self->option = read_number (self, bytes, 2);
  if (self->option == OPTION_END)
    end_block (self);
  else if ((self->option == OPTION_TSRESOL && length == 1) || (self->option == OPTION_TSOFFSET && length == 8))
    expect_in_block (self, STEP_OPTION_VALUE, padded);
  else if (self->block_left < padded)
    damaged (self, "an option is longer than its block");
  else
    {
      self->skip = padded;
      self->block_left -= padded;
      expect_option (self);
    }
}

static void
read_option_value (RepointPcapReader *self, const guint8 *bytes)
{
  Interface *interface = &g_array_index (self->interfaces, Interface, self->interfaces->len - 1);

  if (self->option == OPTION_TSRESOL)
    interface->resolution = bytes[0];
  else
    interface->offset = (gint64) read_64 (self, bytes);
  expect_option (self);
}

/* A packet of an interface that was not described cannot be understood, but what follows can. */
static Interface *
find_interface (RepointPcapReader *self, guint32 number)
{
  if (number < self->interfaces->len)
    return &g_array_index (self->interfaces, Interface, number);

  end_block (self);

  return NULL;
}

/* The obsolete kind differs in how wide the interface is. */
static void
read_packet (RepointPcapReader *self, const guint8 *bytes)
{
  Interface *interface = find_interface (self, read_number (self, bytes, self->step == STEP_OLD_PACKET ? 2 : 4));
  guint64 stamp = (guint64) read_32 (self, bytes + 4) << 32 | read_32 (self, bytes + 8);

  if (interface == NULL)
    return;

  self->packet.link_type = interface->link_type;
  self->packet.time = get_time (interface, stamp);
  begin_data (self, read_32 (self, bytes + 12), read_32 (self, bytes + 16));
}

static void
read_simple_packet (RepointPcapReader *self, const guint8 *bytes)
{
  Interface *interface = find_interface (self, 0);
  guint32 length = read_32 (self, bytes);
  guint64 captured = MIN (length, self->block_left);

  if (interface == NULL)
    return;

  if (interface->snap_length > 0)
    captured = MIN (captured, interface->snap_length);
  self->packet.link_type = interface->link_type;
  self->packet.time = REPOINT_PACKET_NO_TIME;
  begin_data (self, (guint32) captured, length);
}

static void
read_trailer (RepointPcapReader *self, const guint8 *bytes)
{
  if (read_32 (self, bytes) != self->block_length)
    damaged (self, "the two lengths of a block differ");
  else
    expect (self, STEP_BLOCK, 8);
}

static gboolean
read_data (RepointPcapReader *self, RepointBytes piece)
{
  self->packet.bytes = piece;
  if (self->pcapng)
    end_block (self);
  else
    expect (self, STEP_RECORD, self->record_length);

  return TRUE;
}

/* TRUE: it was a packet */
static gboolean
read_piece (RepointPcapReader *self, RepointBytes piece)
{
  switch (self->step)
    {
    case STEP_MAGIC:
      read_magic (self, piece.data);
      break;
    case STEP_FILE:
      read_file (self, piece.data);
      break;
    case STEP_RECORD:
      read_record (self, piece.data);
      break;
    case STEP_BLOCK:
      read_block (self, piece.data);
      break;
    case STEP_SECTION:
      read_section (self, piece.data);
      break;
    case STEP_INTERFACE:
      read_interface (self, piece.data);
      break;
    case STEP_OPTION:
      read_option (self, piece.data);
      break;
    case STEP_OPTION_VALUE:
      read_option_value (self, piece.data);
      break;
    case STEP_ENHANCED_PACKET:
    case STEP_OLD_PACKET:
      read_packet (self, piece.data);
      break;
    case STEP_SIMPLE_PACKET:
      read_simple_packet (self, piece.data);
      break;
    case STEP_DATA:
      return read_data (self, piece);
    case STEP_TRAILER:
      read_trailer (self, piece.data);
      break;
    }

  return FALSE;
}

/* The piece lies in what was fed if it is whole there. FALSE: it is not whole yet. */
static gboolean
take_piece (RepointPcapReader *self, RepointBytes *piece)
{
  RepointBytes part;

  if (self->skip > 0)
    {
      gsize skipped = MIN (self->skip, self->in.length);

      repoint_bytes_take (&self->in, skipped, &part);
      self->skip -= skipped;
      self->offset += skipped;
      if (self->skip > 0)
        return FALSE;
    }

  if (self->held_used)
    {
      g_byte_array_set_size (self->held, 0);
      self->held_used = FALSE;
    }

  if (self->held->len == 0 && repoint_bytes_take (&self->in, self->need, piece))
    {
      self->offset += piece->length;
      return TRUE;
    }

  repoint_bytes_take (&self->in, MIN (self->in.length, self->need - self->held->len), &part);
  if (part.length > 0)
    g_byte_array_append (self->held, part.data, (guint) part.length);
  self->offset += part.length;
  if (self->held->len < self->need)
    return FALSE;

  self->held_used = TRUE;
  *piece = repoint_bytes (self->held->data, self->held->len);

  return TRUE;
}

/**
 * repoint_pcap_reader_new:
 *
 * Returns: (transfer full): a reader that is at the beginning of a capture
 */
RepointPcapReader *
repoint_pcap_reader_new (void)
{
  RepointPcapReader *self = g_new0 (RepointPcapReader, 1);

  self->held = g_byte_array_new ();
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  expect (self, STEP_MAGIC, 4);

  return self;
}

/**
 * repoint_pcap_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
repoint_pcap_reader_free (RepointPcapReader *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->held);
  g_array_unref (self->interfaces);
  g_free (self);
}

/**
 * repoint_pcap_reader_feed:
 * @bytes: the next bytes of the capture; they have to stay where they are until repoint_pcap_reader_next() has returned
 *   something else than a packet
 *
 * What was fed before has to be read first.
 */
void
repoint_pcap_reader_feed (RepointPcapReader *self, const guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL || length == 0);
  g_return_if_fail (self->in.length == 0 || self->state != REPOINT_PCAP_MORE);

  self->in = repoint_bytes (bytes, length);
}

/**
 * repoint_pcap_reader_next:
 * @packet: (out caller-allocates): the next packet, when there is one; its bytes are valid until the reader is used again
 *
 * Returns: whether there was one; once something else than "packet" or "more" came, it stays
 */
RepointPcapState
repoint_pcap_reader_next (RepointPcapReader *self, RepointPacket *packet)
{
  RepointBytes piece;

  g_return_val_if_fail (self != NULL, REPOINT_PCAP_DAMAGED);
  g_return_val_if_fail (packet != NULL, REPOINT_PCAP_DAMAGED);

  while (self->state == REPOINT_PCAP_MORE && take_piece (self, &piece))
    if (read_piece (self, piece))
      {
        *packet = self->packet;
        return REPOINT_PCAP_PACKET;
      }

  return self->state;
}

/**
 * repoint_pcap_reader_is_cut:
 *
 * Returns: whether a capture that ends with what was read so far ends in the middle of something: whoever captured was
 *   stopped while writing, or the file was not copied to its end
 */
gboolean
repoint_pcap_reader_is_cut (RepointPcapReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->skip > 0 || (self->held->len > 0 && !self->held_used) || (self->step != STEP_RECORD && self->step != STEP_BLOCK);
}

/**
 * repoint_pcap_reader_get_offset:
 *
 * Returns: how many bytes of the capture were read
 */
guint64
repoint_pcap_reader_get_offset (RepointPcapReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->offset;
}

/**
 * repoint_pcap_reader_get_damage:
 *
 * Returns: (transfer none) (nullable): what was damaged, for the log; a static string
 */
const char *
repoint_pcap_reader_get_damage (RepointPcapReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->damage;
}
