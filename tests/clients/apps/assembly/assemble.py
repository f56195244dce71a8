import json,hashlib,sys,pathlib
desc=sys.argv[1] if len(sys.argv)>1 else "first"
image=sys.argv[2] if len(sys.argv)>2 else "churn:1"
t={"Resources":{"Group":{"Type":"AWS::SageMaker::ModelPackageGroup","Properties":{"ModelPackageGroupName":"cdk-churn"}},
"ModelPackage":{"Type":"MLOps::SageMaker::ModelPackage","Properties":{"ModelPackageGroupName":{"Fn::GetAtt":["Group","ModelPackageGroupName"]} if False else "cdk-churn","ModelPackageDescription":desc,"InferenceSpecification":{"Containers":[{"Image":image,"ModelDataUrl":{"Fn::Sub":"s3://cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/ASSET.txt"}}],"SupportedContentTypes":["text/csv"],"SupportedResponseMIMETypes":["text/csv"]}},"DependsOn":["Group"]},
"CDKMetadata":{"Type":"AWS::CDK::Metadata","Properties":{"Analytics":"v2:deflate64:H4sIAAAA"},"Metadata":{"aws:cdk:path":"churn/CDKMetadata/Default"}}},
"Outputs":{"Arn":{"Value":{"Ref":"ModelPackage"}}},
"Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>","Default":"/cdk-bootstrap/hnb659fds/version","Description":"Version"}},
"Rules":{"CheckBootstrapVersion":{"Assertions":[{"Assert":{"Fn::Not":[{"Fn::Contains":[["1","2","3","4","5"],{"Ref":"BootstrapVersion"}]}]},"AssertDescription":"CDK bootstrap stack version 6 required."}]}}}
o=pathlib.Path("cdk.out"); asset="model data\n"; ah=hashlib.sha256(asset.encode()).hexdigest()
(o/f"asset.{ah}.txt").write_text(asset)
text=json.dumps(t,indent=1).replace("ASSET",ah); th=hashlib.sha256(text.encode()).hexdigest()
(o/"churn.template.json").write_text(text)
def dest(key): return {"123456789012-us-east-1":{"bucketName":"cdk-hnb659fds-assets-123456789012-us-east-1","objectKey":key,"region":"us-east-1","assumeRoleArn":"arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-us-east-1"}}
(o/"churn.assets.json").write_text(json.dumps({"version":"36.0.0","files":{ah:{"source":{"path":f"asset.{ah}.txt","packaging":"file"},"destinations":dest(ah+".txt")},th:{"source":{"path":"churn.template.json","packaging":"file"},"destinations":dest(th+".json")}},"dockerImages":{}}))
m=(o/"manifest.json").read_text()
import re
m=re.sub(r"(TEMPLATEHASH|[0-9a-f]{64})\.json",th+".json",m); (o/"manifest.json").write_text(m)
