/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* What the files of this folder share to put what was observed into sections of rows. A list that a server or a device may
 * make as long as it likes is cut: a survey and a visit are bounded by their engine, a document that somebody else wrote
 * is not. */
#define REPOINT_PHRASE_MAX_LINES 400

GPtrArray            *repoint_phrase_sections_new      (void);
RepointPhraseSection *repoint_phrase_section_new       (const char           *id,
                                                        const char           *title);
void                  repoint_phrase_section_add       (RepointPhraseSection *section,
                                                        const char           *name,
                                                        const char           *value);
void                  repoint_phrase_section_add_text  (RepointPhraseSection *section,
                                                        const char           *name,
                                                        JsonObject           *object,
                                                        const char           *member);
void                  repoint_phrase_section_add_list  (RepointPhraseSection *section,
                                                        const char           *name,
                                                        JsonObject           *object,
                                                        const char           *member);
void                  repoint_phrase_section_take      (GPtrArray            *sections,
                                                        RepointPhraseSection *section);

G_END_DECLS
