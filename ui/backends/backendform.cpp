// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/backendform.h"

#include "ui/backends/nametable.h"
#include "ui/backends/serverpaste.h"
#include "ui/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>

namespace Signalbox {

namespace {

const QString typeKey = QStringLiteral("type");
const QString signalboxKey = QStringLiteral("signalbox");
const QString settingsKey = QStringLiteral("settings");

/** What other clients call the same. */
QString kindWord(const QJsonObject &entry)
{
    const QString type = entry.value(entry.contains(typeKey) ? typeKey : QStringLiteral("transport")).toString();
    if (type == u"streamableHttp")
        return QStringLiteral("streamable-http");
    if (type.isEmpty() || type == u"local")
        return entry.contains(QStringLiteral("command"))
                || !(entry.contains(QStringLiteral("url")) || entry.contains(QStringLiteral("serverUrl"))
                     || entry.contains(QStringLiteral("httpUrl")))
            ? QStringLiteral("stdio")
            : QStringLiteral("http");
    return type;
}

void put(QJsonObject &object, const QString &key, const QJsonValue &value, bool isNothing)
{
    if (isNothing)
        object.remove(key);
    else
        object.insert(key, value);
}

void fill(QComboBox *box, const QList<std::pair<QString, QString>> &choices)
{
    for (const auto &[word, text] : choices)
        box->addItem(text, word);
}

void choose(QComboBox *box, const QString &word)
{
    box->setCurrentIndex(qMax(0, box->findData(word)));
}

} // namespace

BackendForm::BackendForm(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QFormLayout(this))
    , m_kind(new QComboBox)
    , m_command(new QLineEdit)
    , m_folder(new QLineEdit)
    , m_variables(new NameTable(tr("Variable"),
                                tr("Given to the program; ${NAME} takes one of your session. Delete removes a row.")))
    , m_url(new QLineEdit)
    , m_headers(new NameTable(
          tr("Header"), tr("Sent with every request; ${NAME} takes a variable of your session. Delete removes a row.")))
    , m_instances(new QComboBox)
    , m_generations(new QComboBox)
    , m_start(new QComboBox)
{
    fill(m_kind,
         {{QStringLiteral("stdio"), tr("Program (stdio)")},
          {QStringLiteral("http"), tr("Address (finds out how)")},
          {QStringLiteral("streamable-http"), tr("Address, Streamable HTTP only")},
          {QStringLiteral("sse"), tr("Address, older HTTP+SSE only")}});
    fill(m_instances,
         {{QStringLiteral("shared"), tr("One for all clients")},
          {QStringLiteral("session"), tr("One for each session")}});
    fill(m_start,
         {{QStringLiteral("lazy"), tr("When first needed")}, {QStringLiteral("eager"), tr("With the gateway")}});
    fill(m_generations,
         {{QStringLiteral("auto"), tr("What the server answers to")},
          {QStringLiteral("legacy"), tr("With sessions (the older one)")},
          {QStringLiteral("modern"), tr("Without sessions (the newer one)")},
          {QStringLiteral("both"), tr("Each client its own")}});
    m_command->setPlaceholderText(QStringLiteral("npx -y @modelcontextprotocol/server-everything"));
    m_folder->setPlaceholderText(tr("where the gateway runs"));
    m_url->setPlaceholderText(QStringLiteral("https://example.org/mcp"));
    buildRows();
    for (QLineEdit *line : {m_command, m_folder, m_url})
        connect(line, &QLineEdit::textEdited, this, &BackendForm::edited);
    for (NameTable *table : {m_variables, m_headers})
        connect(table, &NameTable::edited, this, &BackendForm::edited);
    for (QComboBox *box : {m_instances, m_generations, m_start})
        connect(box, &QComboBox::activated, this, &BackendForm::edited);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &BackendForm::showKind);
    connect(m_kind, &QComboBox::activated, this, &BackendForm::edited);
    showKind();
}

void BackendForm::addRow(const QString &label, QWidget *field, const QString &hint)
{
    m_rows->addRow(label, field);
    auto *words = static_cast<QLabel *>(m_rows->labelForField(field));
    words->setTextFormat(Qt::PlainText);
    field->setAccessibleName(QString(words->text()).remove(u'&'));
    if (!hint.isEmpty())
        field->setToolTip(Words::hint(hint));
}

void BackendForm::buildRows()
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
    addRow(tr("&Kind:"), m_kind, {});
    addRow(tr("C&ommand line:"), m_command, tr("The program and its arguments; words with blanks in quotation marks"));
    addRow(tr("Varia&bles:"), m_variables, {});
    addRow(tr("&Folder:"), m_folder, tr("The folder the program is started in"));
    addRow(tr("A&ddress:"), m_url, {});
    addRow(tr("&Headers:"), m_headers, {});
    addRow(tr("&Processes:"), m_instances, tr("One for each session is for servers that ask their client questions"));
    addRow(tr("Sta&rt:"), m_start, {});
    addRow(tr("&Generation:"), m_generations, tr("Which generation of the protocol the server is spoken to in"));
}

BackendForm::Reach BackendForm::reach() const
{
    const QString kind = m_kind->currentData().toString();
    if (kind == u"stdio")
        return Reach::Program;
    return kind == u"http" || kind == u"streamable-http" || kind == u"sse" ? Reach::Address : Reach::Plugin;
}

void BackendForm::setKinds(const QJsonObject &answer)
{
    const QString chosen = m_kind->currentData().toString();
    const QJsonArray kinds = answer.value(QStringLiteral("kinds")).toArray();
    for (const QJsonValue &value : kinds) {
        const QString kind = value[QStringLiteral("kind")].toString();
        const QJsonObject own = value[QStringLiteral("schema")][QStringLiteral("properties")][signalboxKey]
                                     [QStringLiteral("properties")][settingsKey]
                                         .toObject();
        m_schemas.insert(kind, own.value(QStringLiteral("properties")).toObject());
        if (kind.isEmpty() || m_kind->findData(kind) >= 0)
            continue;
        const QString problem = value[QStringLiteral("problem")].toString();
        const QString name = Words::tame(value[QStringLiteral("name")].toString(), 60);
        m_kind->addItem(problem.isEmpty() ? tr("%1 (%2)").arg(name, kind)
                                          : tr("%1 (cannot be used: %2)").arg(kind, Words::tame(problem, 60)),
                        kind);
    }
    choose(m_kind, chosen);
    if (reach() == Reach::Plugin)
        showOptions(m_base.value(signalboxKey)[settingsKey].toObject());
}

/** Only what that kind has. */
void BackendForm::showKind()
{
    const Reach way = reach();
    const auto show = [this](QWidget *field, bool isShown) {
        field->setVisible(isShown);
        m_rows->labelForField(field)->setVisible(isShown);
    };
    for (QWidget *field :
         {static_cast<QWidget *>(m_command), static_cast<QWidget *>(m_variables), static_cast<QWidget *>(m_folder)})
        show(field, way == Reach::Program);
    for (QWidget *field : {static_cast<QWidget *>(m_url), static_cast<QWidget *>(m_headers)})
        show(field, way == Reach::Address);
    show(m_instances, way != Reach::Plugin);
    show(m_generations, way != Reach::Plugin);
    showOptions(m_base.value(signalboxKey)[settingsKey].toObject());
}

/** The switches that a plugin describes in its metadata. */
void BackendForm::showOptions(const QJsonObject &given)
{
    if (m_options)
        m_rows->removeRow(m_options);
    m_options = nullptr;
    const QJsonObject schema = m_schemas.value(m_kind->currentData().toString());
    if (reach() != Reach::Plugin || schema.isEmpty())
        return;
    m_options = new QWidget;
    auto *layout = new QVBoxLayout(m_options);
    layout->setContentsMargins(0, 0, 0, 0);
    for (auto option = schema.begin(); option != schema.end(); ++option) {
        if (option.value()[QStringLiteral("type")].toString() != u"boolean")
            continue;
        const QString words = Words::tame(option.value()[QStringLiteral("description")].toString());
        QString label = words.isEmpty() ? option.key() : words;
        auto *box = new QCheckBox(label.replace(u'&', QStringLiteral("&&")));
        box->setObjectName(option.key());
        const bool byDefault = option.value()[QStringLiteral("default")].toBool();
        box->setProperty("byDefault", byDefault);
        box->setChecked(given.value(option.key()).toBool(byDefault));
        connect(box, &QCheckBox::toggled, this, &BackendForm::edited);
        layout->addWidget(box);
    }
    m_rows->addRow(tr("May:"), m_options);
}

void BackendForm::setEntry(const QJsonObject &entry)
{
    m_base = entry;
    QStringList words{entry.value(QStringLiteral("command")).toString()};
    const QJsonArray args = entry.value(QStringLiteral("args")).toArray();
    for (const QJsonValue &arg : args)
        words.append(arg.toString());
    m_command->setText(words.first().isEmpty() ? QString() : shellLine(words));
    m_folder->setText(entry.value(QStringLiteral("cwd")).toString());
    m_variables->setValues(entry
                               .value(entry.contains(QStringLiteral("environment")) ? QStringLiteral("environment")
                                                                                    : QStringLiteral("env"))
                               .toObject());
    QString url;
    for (const char *key : {"httpUrl", "serverUrl", "url"})
        url = entry.value(QLatin1StringView(key)).toString(url);
    m_url->setText(url);
    m_headers->setValues(entry
                             .value(entry.contains(QStringLiteral("requestHeaders")) ? QStringLiteral("requestHeaders")
                                                                                     : QStringLiteral("headers"))
                             .toObject());
    const QJsonObject own = entry.value(signalboxKey).toObject();
    choose(m_instances, own.value(QStringLiteral("instances")).toString());
    choose(m_generations, own.value(QStringLiteral("generations")).toString());
    choose(m_start, own.value(QStringLiteral("start")).toString());
    const QString kind = kindWord(entry);
    if (m_kind->findData(kind) < 0)
        m_kind->addItem(Words::tame(kind, 60), kind);
    choose(m_kind, kind);
    showKind();
}

QJsonObject BackendForm::pluginSettings() const
{
    QJsonObject settings = m_base.value(signalboxKey)[settingsKey].toObject();
    const auto boxes = m_options ? m_options->findChildren<QCheckBox *>() : QList<QCheckBox *>();
    for (const QCheckBox *box : boxes)
        put(settings, box->objectName(), box->isChecked(), box->isChecked() == box->property("byDefault").toBool());
    return settings;
}

void BackendForm::putOwn(QJsonObject &entry) const
{
    QJsonObject own = entry.value(signalboxKey).toObject();
    const auto choice = [&](const char *key, const QComboBox *box) {
        put(own, QLatin1StringView(key), box->currentData().toString(), box->currentIndex() == 0);
    };
    choice("start", m_start);
    if (reach() == Reach::Plugin) {
        const QJsonObject settings = pluginSettings();
        put(own, settingsKey, settings, settings.isEmpty());
    } else {
        choice("instances", m_instances);
        choice("generations", m_generations);
    }
    put(entry, signalboxKey, own, own.isEmpty());
}

Result<QJsonObject> BackendForm::entry() const
{
    QJsonObject entry = m_base;
    const Result<QStringList> words = shellWords(m_command->text());
    if (reach() == Reach::Program && !words)
        return Reason{tr("Command line: %1").arg(words.error().sentence)};
    for (const char *key : {"command", "args", "env", "environment", "cwd", "url", "serverUrl", "httpUrl", "headers",
                            "requestHeaders", "transport", "transportType"})
        entry.remove(QLatin1StringView(key));
    const QString kind = m_kind->currentData().toString();
    // Nobody writes what is understood without it; who has written it keeps it.
    const bool isUnderstood = (kind == u"stdio" || kind == u"http") && !m_base.contains(typeKey);
    const bool isSame = m_base.contains(typeKey) && kindWord(m_base) == kind;
    if (!isSame)
        put(entry, typeKey, kind, isUnderstood);
    if (reach() == Reach::Program) {
        entry.insert(QStringLiteral("command"), words->value(0));
        put(entry, QStringLiteral("args"), QJsonArray::fromStringList(words->mid(1)), words->size() < 2);
        put(entry, QStringLiteral("env"), m_variables->values(), m_variables->values().isEmpty());
        put(entry, QStringLiteral("cwd"), m_folder->text().trimmed(), m_folder->text().trimmed().isEmpty());
    }
    if (reach() == Reach::Address) {
        entry.insert(QStringLiteral("url"), m_url->text().trimmed());
        put(entry, QStringLiteral("headers"), m_headers->values(), m_headers->values().isEmpty());
    }
    putOwn(entry);
    return entry;
}

} // namespace Signalbox
