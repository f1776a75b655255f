// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/demotools.h"

#include "ui/questions/questionpanel.h"
#include "ui/questions/questionview.h"
#include "ui/schemaform/schemaform.h"
#include "ui/tools/tooldetails.h"
#include "ui/tools/toolspage.h"
#include "ui/tools/tooltrial.h"
#include "ui/window.h"

#include "core/bus/bus.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTableView>

namespace Signalbox {

namespace {

struct Row
{
    const char *backend;
    const char *name;
    const char *title;
    const char *description;
    const char *annotations;
    const char *schema;
    bool isHidden;
};

constexpr Row rows[] = {
    {"files", "write_file", "Write file", "Writes a file, or replaces it whole.\nOnly within the allowed folders.",
     "{\"destructiveHint\":true,\"readOnlyHint\":false,\"openWorldHint\":false}",
     "{\"type\":\"object\",\"required\":[\"path\",\"content\"],\"properties\":{"
     "\"path\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200,\"description\":\"Where to; absolute\"},"
     "\"content\":{\"type\":\"string\",\"description\":\"The text of the file\"},"
     "\"encoding\":{\"type\":\"string\",\"enum\":[\"utf-8\",\"latin-1\"],\"default\":\"utf-8\"},"
     "\"mode\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":511,\"description\":\"Permissions\"},"
     "\"backup\":{\"type\":\"boolean\",\"default\":true,\"description\":\"Keep what was there\"}}}",
     false},
    {"files", "read_file", "Read file", "Reads a file as text.", "{\"readOnlyHint\":true}",
     "{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\"}}}", false},
    {"files", "delete_tree", "", "Deletes a folder with everything in it.", "{\"destructiveHint\":true}",
     "{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\"}}}", true},
    {"github", "search_code", "Search code", "Finds code in all repositories that the token can see.",
     "{\"readOnlyHint\":true,\"openWorldHint\":true}",
     "{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"},\"page\":{\"type\":\"integer\"}}}", false},
    {"github", "create_issue", "Create issue", "Opens an issue in a repository.", "{\"readOnlyHint\":false,\"destructiveHint\":false}",
     "{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"},\"labels\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}",
     false},
};

AskFact question(quint64 number, const char *method, const char *params)
{
    AskFact fact;
    fact.number = number;
    fact.source = QStringLiteral("github");
    fact.tool = QStringLiteral("github__create_issue");
    fact.method = QLatin1StringView(method);
    fact.question = params;
    fact.until = QDateTime::currentDateTimeUtc().addSecs(580);
    return fact;
}

void save(Window *window, const QString &file)
{
    for (int turn = 0; turn < 5; ++turn)
        QCoreApplication::processEvents();
    window->grab().save(file);
}

} // namespace

QJsonObject demoTools()
{
    QJsonArray tools;
    for (const Row &row : rows) {
        const QString name = QLatin1StringView(row.backend) + QStringLiteral("__") + QLatin1StringView(row.name);
        const QJsonObject definition{{QStringLiteral("name"), name},
                                     {QStringLiteral("description"), QLatin1StringView(row.description)},
                                     {QStringLiteral("annotations"), QJsonDocument::fromJson(row.annotations).object()},
                                     {QStringLiteral("inputSchema"), QJsonDocument::fromJson(row.schema).object()}};
        tools.append(QJsonObject{{QStringLiteral("name"), name},
                                 {QStringLiteral("original"), QLatin1StringView(row.name)},
                                 {QStringLiteral("backend"), QLatin1StringView(row.backend)},
                                 {QStringLiteral("title"), QLatin1StringView(row.title)},
                                 {QStringLiteral("description"), QLatin1StringView(row.description)},
                                 {QStringLiteral("tokens"), QJsonDocument(definition).toJson(QJsonDocument::Compact).size() / 4},
                                 {QStringLiteral("hidden"), row.isHidden},
                                 {QStringLiteral("definition"), definition}});
    }
    return {{QStringLiteral("tools"), tools}};
}

QJsonObject demoToolAnswer()
{
    const QJsonObject text{{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), QStringLiteral("Written: 11 bytes")}};
    const QJsonObject result{{QStringLiteral("content"), QJsonArray{text}},
                             {QStringLiteral("structuredContent"), QJsonObject{{QStringLiteral("bytes"), 11}, {QStringLiteral("replaced"), false}}}};
    return {{QStringLiteral("ms"), 14}, {QStringLiteral("bytes"), 112}, {QStringLiteral("whole"), true}, {QStringLiteral("result"), result}};
}

QList<AskFact> demoQuestions()
{
    return {question(9001, "elicitation/create",
                     "{\"message\":\"Open the issue as whom?\",\"requestedSchema\":{\"type\":\"object\",\"required\":[\"account\",\"email\"],"
                     "\"properties\":{\"account\":{\"type\":\"string\",\"title\":\"Account\",\"oneOf\":[{\"const\":\"w\",\"title\":\"Work\"},"
                     "{\"const\":\"h\",\"title\":\"Home\"}]},\"email\":{\"type\":\"string\",\"title\":\"E-mail\",\"format\":\"email\","
                     "\"description\":\"Shown beside the issue\"},\"notify\":{\"type\":\"array\",\"title\":\"Tell\",\"items\":{\"type\":\"string\","
                     "\"enum\":[\"authors\",\"watchers\",\"nobody\"]}},\"draft\":{\"type\":\"boolean\",\"title\":\"Draft\"}}}}"),
            question(9002, "elicitation/create",
                     "{\"mode\":\"url\",\"message\":\"Sign in to go on.\",\"elicitationId\":\"e\","
                     "\"url\":\"https:\\/\\/github.com@login.example.net\\/oauth\\/authorize?client=signalbox\"}"),
            question(9003, "sampling/createMessage",
                     "{\"systemPrompt\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":"
                     "\"Write a title for an issue about a crash when the settings file is empty.\"}}]}"),
            question(9004, "roots/list", "{}")};
}

void shootTools(Window *window, Bus &bus, const QString &folder, const QString &name)
{
    const QString start = QStringLiteral("%1/%2-").arg(folder, name);
    auto *page = static_cast<ToolsPage *>(window->page(Window::Tools));
    window->openView(Window::Tools);
    page->table()->selectRow(0);
    save(window, start + QStringLiteral("tools.png"));
    page->details()->openTrial();
    if (ToolTrial *trial = page->details()->trial()) {
        trial->run();
        save(window, start + QStringLiteral("trial-faults.png"));
        trial->form()->setValue({{QStringLiteral("path"), QStringLiteral("/home/me/notes/a.txt")},
                                 {QStringLiteral("content"), QStringLiteral("Some\nlines")}});
        trial->run();
        save(window, start + QStringLiteral("trial.png"));
    }
    for (const AskFact &ask : demoQuestions())
        Q_EMIT bus.asked(ask);
    while (QuestionView *view = window->questions()->current()) {
        const Question asked = view->question();
        save(window, start + QStringLiteral("question-%1.png").arg(asked.number));
        AskFact over;
        over.number = asked.number;
        over.open = false;
        Q_EMIT bus.asked(over);
    }
}

} // namespace Signalbox
