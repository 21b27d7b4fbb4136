using GpioHub.Actors.Hosting;
using Serilog.Core;
using Serilog.Events;

namespace GpioHub.Hub.Hosting.Logging;

/// <summary>The enricher that gives every event one property <c>Subject</c> (the guest, line, chip or part of the hub that it is about),
/// and removes properties that say nothing.</summary>
internal sealed class LogSubjects : ILogEventEnricher
{
    public const string Subject = "Subject";

    // Akka.Hosting's properties: a mailbox that nobody can write to, a thread's number, and the time again.
    private static readonly string[] Superfluous = ["ActorPath", "Thread", "Timestamp"];

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (string name in Superfluous) logEvent.RemovePropertyIfPresent(name);
        logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(Subject, SubjectOf(logEvent)));
    }

    private static string SubjectOf(LogEvent logEvent)
    {
        foreach (string name in LogSubject.InOrder)
            if (Text(logEvent, name) is { } subject) return subject;

        // Our loggers are named after a part of the hub, those of libraries after a type.
        return Text(logEvent, Constants.SourceContextPropertyName) is { } category && !category.Contains('.', StringComparison.Ordinal)
            ? category
            : "hub";
    }

    private static string? Text(LogEvent logEvent, string name) =>
        logEvent.Properties.TryGetValue(name, out var value) && value is ScalarValue { Value: string text } ? text : null;
}
