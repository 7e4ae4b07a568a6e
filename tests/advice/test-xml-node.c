/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-problem.h"
#include "repoint-xml-node.h"

#include <string.h>

static const RepointXmlElement schema[] = {
  { "list", "", "", "name", FALSE },
  { "entry", "list", "id", "", TRUE },
  { "group", "list", "", "", FALSE },
  { "leaf", "group", "", "", FALSE },
};

static RepointXmlNode *
parse (const char *content, gsize length, GPtrArray *problems)
{
  g_autoptr(GBytes) bytes = g_bytes_new (content, length);

  return repoint_xml_node_parse (bytes, "file", schema, G_N_ELEMENTS (schema), problems);
}

static GPtrArray *
problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_problem_free);
}

static void
test_content (void)
{
  static const char content[] = "<list name=\"a &amp; b\"><entry id=\"1\">\n  one \t&lt;two&gt;\n\n three </entry>"
                                "<entry id=\"2\"><![CDATA[<x>]]></entry><group><leaf/></group></list>";
  g_autoptr(GPtrArray) problems = problems_new ();
  g_autoptr(RepointXmlNode) root = parse (content, strlen (content), problems);
  const RepointXmlNode *entry;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (repoint_xml_node_is (root, "list"));
  g_assert_cmpstr (repoint_xml_node_get_attribute (root, "name"), ==, "a & b");
  g_assert_null (repoint_xml_node_get_attribute (root, "id"));
  g_assert_cmpuint (root->children->len, ==, 3);
  entry = g_ptr_array_index (root->children, 0);
  g_assert_cmpstr (entry->text->str, ==, "one <two> three");
  g_assert_true (entry->parent == root);
  entry = g_ptr_array_index (root->children, 1);
  g_assert_cmpstr (repoint_xml_node_get_attribute (entry, "id"), ==, "2");
}

/* A line is where an element begins, whatever stands around it. */
static void
test_lines (void)
{
  static const char content[] = "<?xml version=\"1.0\"?>\n"          /* 1 */
                                "<!-- <entry>\n -->\n"              /* 2, 3 */
                                "<list\n  name=\"x\"\n>\n"          /* 4, 5, 6 */
                                "\n"                                /* 7 */
                                "<entry\n id=\"1\">\n text\n"       /* 8, 9, 10 */
                                "</entry><entry id=\"2\">a</entry>" /* 11 */
                                "<!-- <leaf/> -->\n"                /* 11 */
                                "<group>\n<leaf/></group>\n"        /* 12, 13 */
                                "<entry id=\"3\"><![CDATA[<leaf>\n<leaf>]]></entry>" /* 14, 15 */
                                "<entry id=\"4\">b</entry></list>\n"; /* 15 */
  static const int lines[] = { 8, 11, 12, 14, 15 };
  g_autoptr(GPtrArray) problems = problems_new ();
  g_autoptr(RepointXmlNode) root = parse (content, strlen (content), problems);
  const RepointXmlNode *group;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpint (root->line, ==, 4);
  g_assert_cmpuint (root->children->len, ==, G_N_ELEMENTS (lines));
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_cmpint (((RepointXmlNode *) g_ptr_array_index (root->children, i))->line, ==, lines[i]);
  group = g_ptr_array_index (root->children, 2);
  g_assert_cmpint (((RepointXmlNode *) g_ptr_array_index (group->children, 0))->line, ==, 13);
}

/* What the schema does not know is told once, with all that is in it, and the rest is read. */
static void
test_unknown (void)
{
  static const char content[] = "<list>\n<new><entry id=\"x\">t</entry><new/>text</new>\n<entry id=\"1\">t</entry></list>";
  g_autoptr(GPtrArray) problems = problems_new ();
  g_autoptr(RepointXmlNode) root = parse (content, strlen (content), problems);
  const RepointGuideProblem *problem;

  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->id, ==, "unknown-element");
  g_assert_cmpint (problem->line, ==, 2);
  g_assert_cmpuint (root->children->len, ==, 1);
  g_assert_cmpint (((RepointXmlNode *) g_ptr_array_index (root->children, 0))->line, ==, 3);
}

static void
test_not_xml (void)
{
  static const char *const contents[] = { "", " ", "text", "<list>", "<list></list", "</list>", "<list/><list/>",
                                          "<list name=\"&undefined;\"/>", "<list name=x/>", "<list a='1' a='1'/>",
                                          "<!DOCTYPE list [<!ENTITY a \"b\">]><list>&a;</list>", "<list>\x80</list>" };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(GPtrArray) problems = problems_new ();
      g_autoptr(RepointXmlNode) root = parse (contents[i], strlen (contents[i]), problems);

      g_test_message ("%s", contents[i]);
      g_assert_cmpuint (problems->len, >, 0);
    }
}

static void
test_too_large (void)
{
  g_autofree char *content = g_malloc0 (2 * 1024 * 1024);
  g_autoptr(GPtrArray) problems = problems_new ();

  memset (content, ' ', 2 * 1024 * 1024);
  g_assert_null (parse (content, 2 * 1024 * 1024, problems));
  g_assert_cmpuint (problems->len, ==, 1);
}

static void
test_deep (void)
{
  g_autoptr(GString) content = g_string_new ("<list>");
  g_autoptr(GPtrArray) problems = problems_new ();
  g_autoptr(RepointXmlNode) root = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append (content, "<deep>");
  root = parse (content->str, content->len, problems);
  g_assert_null (root);
  g_assert_cmpuint (problems->len, ==, 2);
}

/* Bytes changed, lost and doubled anywhere: a tree or a problem, and nothing else. */
static void
test_mutations (void)
{
  static const char content[] = "<?xml version=\"1.0\"?>\n<!-- c -->\n<list name=\"n\">\n<entry id=\"1\">one &amp; {two}"
                                "</entry>\n<group><leaf/></group>\n<entry id=\"2\"><![CDATA[x]]></entry></list>\n";

  for (int round = 0; round < 5000; round++)
    {
      g_autoptr(GString) mutant = g_string_new (content);
      g_autoptr(GPtrArray) problems = problems_new ();
      g_autoptr(RepointXmlNode) root = NULL;

      for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
        {
          gssize place = g_test_rand_int_range (0, (int) mutant->len);

          switch (g_test_rand_int_range (0, 3))
            {
            case 0:
              mutant->str[place] = (char) g_test_rand_int_range (0, 256);
              break;
            case 1:
              g_string_erase (mutant, place, 1);
              break;
            default:
              g_string_insert_c (mutant, place, "<>/&\"'!-[]{}\n"[g_test_rand_int_range (0, 13)]);
              break;
            }
        }
      root = parse (mutant->str, mutant->len, problems);
      g_assert_true (root != NULL || problems->len > 0);
      if (root)
        g_assert_cmpint (root->line, >=, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xml-node/content", test_content);
  g_test_add_func ("/xml-node/lines", test_lines);
  g_test_add_func ("/xml-node/unknown-elements", test_unknown);
  g_test_add_func ("/xml-node/not-xml", test_not_xml);
  g_test_add_func ("/xml-node/too-large", test_too_large);
  g_test_add_func ("/xml-node/deep", test_deep);
  g_test_add_func ("/xml-node/mutations", test_mutations);

  return g_test_run ();
}
