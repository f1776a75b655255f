// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolabout.h"

#include "ui/schemaform/schemafield.h"
#include "ui/tables/tablelook.h"
#include "ui/tools/toolmodel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr qsizetype longestDescription = 5'000;
constexpr int mostRows = 200;

QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

struct ArgumentRow
{
    QString path;
    SchemaField field;
};

void collect(const SchemaField &field, const QString &prefix, QList<ArgumentRow> &rows)
{
    for (const SchemaField &item : field.items) {
        if (rows.size() >= mostRows)
            return;
        rows.append({prefix + Words::tame(item.name, 80), item});
        if (item.kind == SchemaField::Kind::Object)
            collect(item, rows.constLast().path + QLatin1Char('.'), rows);
    }
}

} // namespace

ToolAbout::ToolAbout(QWidget *parent)
    : QWidget(parent)
    , m_description(plainLabel())
    , m_promises(plainLabel())
    , m_argumentsTitle(plainLabel())
    , m_arguments(new QTableWidget(0, 4))
{
    m_promises->setForegroundRole(QPalette::PlaceholderText);
    m_arguments->setHorizontalHeaderLabels({tr("Argument"), tr("Kind"), tr("Required"), tr("Description")});
    m_arguments->setAccessibleName(tr("Arguments"));
    m_arguments->setEditTriggers(QAbstractItemView::NoEditTriggers);
    giveTableLook(m_arguments);
    m_arguments->setWordWrap(true);
    m_arguments->verticalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_arguments->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_arguments->horizontalHeader()->setStretchLastSection(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_description);
    layout->addWidget(m_promises);
    layout->addWidget(m_argumentsTitle);
    layout->addWidget(m_arguments, 1);
    layout->addStretch();
}

QStringList ToolAbout::promises(const QJsonObject &definition)
{
    const QJsonObject hints = definition.value(QStringLiteral("annotations")).toObject();
    const auto says = [&](const char *hint, bool what) {
        const QJsonValue value = hints.value(QLatin1StringView(hint));
        return value.isBool() && value.toBool() == what;
    };
    QStringList words;
    const bool onlyReads = says("readOnlyHint", true);
    if (onlyReads)
        words.append(tr("It only reads."));
    if (says("readOnlyHint", false) && !says("destructiveHint", true))
        words.append(says("destructiveHint", false) ? tr("It changes things, but destroys nothing.") : tr("It changes things."));
    if (!onlyReads && says("destructiveHint", true))
        words.append(tr("It may destroy things."));
    if (!onlyReads && says("idempotentHint", true))
        words.append(tr("Doing it twice does no more than doing it once."));
    if (says("openWorldHint", true))
        words.append(tr("It reaches beyond this computer."));
    if (says("openWorldHint", false))
        words.append(tr("It stays within its own world."));
    return words;
}

void ToolAbout::show(const ToolRow &tool)
{
    QStringList lines;
    for (const QString &line : tool.description.left(longestDescription).split(QLatin1Char('\n')))
        lines.append(Words::tame(line, longestDescription));
    const QString text = lines.join(QLatin1Char('\n')).trimmed();
    m_description->setText(text.isEmpty() ? tr("Its server does not say what it is for.") : text);
    const QStringList words = promises(tool.definition);
    m_promises->setText(words.isEmpty() ? tr("Its server does not say whether it changes anything.")
                                        : tr("Its server says: %1").arg(words.join(QLatin1Char(' '))));
    fillArguments(tool.definition.value(QStringLiteral("inputSchema")).toObject());
}

void ToolAbout::fillArguments(const QJsonObject &schema)
{
    QList<ArgumentRow> rows;
    const SchemaField whole = SchemaReader::read(schema);
    collect(whole, {}, rows);
    m_arguments->setVisible(!rows.isEmpty());
    const bool isReadable = whole.kind == SchemaField::Kind::Object;
    m_argumentsTitle->setVisible(rows.isEmpty());
    m_argumentsTitle->setText(isReadable ? tr("It takes no arguments.") : tr("Its arguments are described in a way that only the definition shows."));
    m_arguments->setRowCount(int(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        const ArgumentRow &argument = rows.at(row);
        const QString texts[] = {argument.path, SchemaReader::describe(argument.field),
                                 argument.field.isRequired ? tr("Yes") : tr("No"),
                                 Words::tame(argument.field.description, 500)};
        for (int column = 0; column < 4; ++column) {
            auto *item = new QTableWidgetItem(texts[column]);
            item->setToolTip(Words::hint(texts[column]));
            m_arguments->setItem(row, column, item);
        }
    }
    const int character = fontMetrics().averageCharWidth();
    m_arguments->resizeColumnsToContents();
    m_arguments->setColumnWidth(0, qBound(character * 16, m_arguments->columnWidth(0), character * 36));
    m_arguments->setColumnWidth(1, qBound(character * 16, m_arguments->columnWidth(1), character * 40));
}

} // namespace Signalbox
