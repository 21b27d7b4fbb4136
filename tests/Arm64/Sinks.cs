using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GpioHub.Arm64;

/// <summary>Collects the tests that an assembly has.</summary>
internal sealed class Found : LongLivedMarshalByRefObject, IMessageSink
{
    public List<ITestCase> Cases { get; } = [];

    public ManualResetEvent Done { get; } = new(false);

    public bool OnMessage(IMessageSinkMessage message)
    {
        if (message is ITestCaseDiscoveryMessage found) Cases.Add(found.TestCase);
        if (message is IDiscoveryCompleteMessage) Done.Set();
        return true;
    }
}

/// <summary>Counts what tests tell of themselves, and of what went wrong around them.</summary>
internal sealed class Results(Tally tally) : LongLivedMarshalByRefObject, IMessageSink
{
    public ManualResetEvent Done { get; } = new(false);

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed:
                tally.Passed++;
                break;
            case ITestSkipped skipped:
                tally.Skip(skipped.Test.DisplayName, skipped.Reason);
                break;
            case ITestFailed failed:
                tally.Fail(failed.Test.DisplayName, Text(failed));
                break;
            case IFailureInformation other:            // of a fixture, a class or a collection
                tally.Fail(message.GetType().Name, Text(other));
                break;
            case ITestClassFinished of:
                Console.WriteLine($"{of.TestClass.Class.Name}: {of.TestsRun} in {of.ExecutionTime:f1} s");
                break;
            case ITestAssemblyFinished:
                Done.Set();
                break;
        }

        return true;
    }

    private static string Text(IFailureInformation failure) =>
        string.Join('\n', failure.Messages.Zip(failure.StackTraces, (what, where) => $"{what}\n{where}"));
}

/// <summary>Knows of no lines of source.</summary>
internal sealed class NoSources : LongLivedMarshalByRefObject, ISourceInformationProvider
{
    public ISourceInformation GetSourceInformation(ITestCase testCase) => new SourceInformation();

    public void Dispose()
    {
    }
}
